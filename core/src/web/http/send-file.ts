import type { NotificationFile } from '@tapline/sdk';
import type { Context } from 'koa';

/** Answers with a file that the browser may show. Its name is of letters, digits, dots and hyphens. */
export function sendFile(ctx: Pick<Context, 'set' | 'type' | 'body'>, { filename, contentType, content }: NotificationFile): void {
  ctx.type = contentType;
  ctx.set('Content-Disposition', `inline; filename="${filename}"`);
  ctx.body = Buffer.from(content);
}

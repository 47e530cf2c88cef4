import type { NotificationFile } from '@tapline/sdk';
import type { Context } from 'koa';

/** Answers with a file that the browser may show, or is to keep. Its name is of letters, digits, dots and hyphens. */
export function sendFile(
  ctx: Pick<Context, 'set' | 'type' | 'body'>,
  { filename, contentType, content }: NotificationFile,
  disposition: 'inline' | 'attachment' = 'inline',
): void {
  ctx.type = contentType;
  ctx.set('Content-Disposition', `${disposition}; filename="${filename}"`);
  ctx.body = Buffer.from(content);
}

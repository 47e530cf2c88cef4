import type { Clock, Logger, WebhookAnswer } from '@tapline/sdk';
import type { ContributionRegistry } from '../../kernel/addons/contribution-registry.js';
import type { Next, WebContext } from '../http/web-context.js';

/** 256 KiB. */
const LARGEST_BODY = 262_144;

/**
 * `POST /hooks/<add-on's id>/<id>`: what add-ons are called by from outside. No session, no parsing; whatever goes wrong is answered so that it is sent
 * again, and nothing of it gets out.
 */
export function webhooks(parts: {
  readonly contributions: ContributionRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
}): (ctx: WebContext, next: Next) => Promise<void> {
  return async (ctx, next) => {
    const [, addonId, id] = /^\/hooks\/([^/]+)\/([^/]+)$/.exec(ctx.path) ?? [];
    if (addonId === undefined || id === undefined) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    const webhook = parts.contributions.webhook(addonId, id);
    if (!webhook) return answer(ctx, { status: 404, text: 'there is no such hook' });
    if (ctx.method !== 'POST') {
      ctx.set('Allow', 'POST');
      return answer(ctx, { status: 405, text: 'hooks are called by POST' });
    }
    const body = await readBody(ctx);
    if (!body) {
      ctx.set('Connection', 'close');
      return answer(ctx, { status: 413, text: `at most ${LARGEST_BODY} octets are taken` });
    }
    const life = new AbortController();
    // The request itself is closed once its body is read.
    const leave = (): void => life.abort(new Error('the caller has left'));
    ctx.res.once('close', leave);
    try {
      const request = { headers: headersOf(ctx), query: queryOf(ctx), body, receivedAtMs: parts.clock.nowMs(), signal: life.signal };
      answer(ctx, await webhook.handle(request));
    } catch (error) {
      parts.logger.warn({ err: error, addon: addonId, webhook: id }, 'a webhook failed; its sender sends it again');
      answer(ctx, { status: 503, text: 'not taken; send it again' });
    } finally {
      ctx.res.off('close', leave);
    }
  };
}

/** `undefined` for one that is too large: no more of it is read. */
async function readBody(ctx: WebContext): Promise<Buffer | undefined> {
  if (Number(ctx.get('Content-Length') || 0) > LARGEST_BODY) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of ctx.req) {
    length += (chunk as Buffer).length;
    if (length > LARGEST_BODY) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function headersOf(ctx: WebContext): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(ctx.req.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function queryOf(ctx: WebContext): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(ctx.querystring));
}

function answer(ctx: WebContext, { status, text }: WebhookAnswer): void {
  ctx.status = Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500;
  ctx.type = 'text/plain';
  ctx.body = text ?? '';
}

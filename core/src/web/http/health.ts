import type { Next, WebContext } from './web-context.js';

/** `GET /healthz`: 200 when requests can be served, else 503 with the reason. For load balancers; needs no sign-in. */
export function health(probe: () => Promise<unknown>): (ctx: WebContext, next: Next) => Promise<void> {
  return async (ctx, next) => {
    if (ctx.path !== '/healthz') {
      await next();
      return;
    }
    await probe();
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { status: 'ok' };
  };
}

import type { Logger } from '@tapline/sdk';
import type { Next, WebContext } from './web-context.js';

/** One line for each request, when it is answered; assets and health checks only at the level `debug`. Query strings may hold names: left out. */
export function requestLog(logger: Logger): (ctx: WebContext, next: Next) => Promise<void> {
  return async (ctx, next) => {
    const startedAtMs = performance.now();
    await next();
    const isNoise = ctx.path.startsWith('/assets/') || ctx.path === '/healthz';
    logger[isNoise ? 'debug' : 'info'](
      {
        method: ctx.method,
        path: ctx.path,
        status: ctx.status,
        durationMs: Math.round(performance.now() - startedAtMs),
        actor: ctx.state.principal ? `${ctx.state.principal.actor.kind}:${ctx.state.principal.actor.id}` : null,
      },
      'request',
    );
  };
}

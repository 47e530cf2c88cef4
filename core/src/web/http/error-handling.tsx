import { type Logger, notFound } from '@tapline/sdk';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { type ShownError, shownError } from './error-status.js';
import { isFragmentRequest, type Next, type WebContext } from './web-context.js';

/** How the face draws an error: as a whole page, or as a piece of one. */
export interface ErrorFace {
  page(ctx: WebContext, error: ShownError): JSX.Element;
  fragment(error: ShownError): JSX.Element;
}

/** The portal's errors as the portal draws them. */
export function faceByPath({ portal, otherwise }: { readonly portal: ErrorFace; readonly otherwise: ErrorFace }): ErrorFace {
  const faceOf = (ctx: WebContext): ErrorFace => (ctx.path === '/portal' || ctx.path.startsWith('/portal/') ? portal : otherwise);
  return {
    page: (ctx, error) => faceOf(ctx).page(ctx, error),
    fragment: (error) => otherwise.fragment(error),
  };
}

/** Turns whatever was thrown into an answer in the form that was asked for, and logs what was not expected. */
export function errorHandling(logger: Logger, face: ErrorFace): (ctx: WebContext, next: Next) => Promise<void> {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) throw notFound('PAGE_UNKNOWN', `there is nothing at ${ctx.path}`);
    } catch (error) {
      const shown = shownError(error);
      if (shown.status >= 500) logger.error({ err: error, method: ctx.method, path: ctx.path }, 'a request failed');
      ctx.status = shown.status;
      ctx.set('Cache-Control', 'no-store');
      answer(ctx, shown, face);
    }
  };
}

function answer(ctx: WebContext, shown: ShownError, face: ErrorFace): void {
  if (ctx.path === '/api' || ctx.path.startsWith('/api/') || ctx.path === '/healthz') {
    const { code, message, field } = shown;
    ctx.body = { error: { code, message, ...(field === undefined ? {} : { field }) } };
    return;
  }
  ctx.type = 'html';
  ctx.body = isFragmentRequest(ctx) ? renderToString(face.fragment(shown)) : `<!doctype html>${renderToString(face.page(ctx, shown))}`;
}

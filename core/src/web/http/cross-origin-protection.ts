import { TaplineError } from '@tapline/sdk';
import type { Next, WebContext } from './web-context.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send. Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin; what says
 * neither is no browser, and brings no cookie that it was tricked into.
 */
export function crossOriginProtection({ publicUrl }: { readonly publicUrl: string }): (ctx: WebContext, next: Next) => Promise<void> {
  const publicHost = publicUrl === '' ? undefined : new URL(publicUrl).host;
  return async (ctx, next) => {
    if (!SAFE_METHODS.has(ctx.method) && !comesFromHere(ctx, publicHost)) {
      throw new TaplineError(
        'WEB_CROSS_ORIGIN',
        'forbidden',
        'this request was sent from another site and was refused; open the page here and send it again',
      );
    }
    await next();
  };
}

function comesFromHere(ctx: WebContext, publicHost: string | undefined): boolean {
  const site = ctx.get('Sec-Fetch-Site');
  if (site !== '') return site === 'same-origin' || site === 'none';
  const origin = ctx.get('Origin');
  if (origin === '') return true;
  const host = URL.canParse(origin) ? new URL(origin).host : undefined;
  return host !== undefined && (host === ctx.host || host === publicHost);
}

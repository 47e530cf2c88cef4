import type { RouterContext } from '@koa/router';
import type { ParameterizedContext } from 'koa';
import type { Principal } from '../../accounts/permissions.js';

/** What the middleware finds out about a request. */
export interface WebState {
  /** Whoever is signed in. */
  principal?: Principal;
  sessionToken?: string;
}

export type WebContext = ParameterizedContext<WebState>;
export type WebRouterContext = RouterContext<WebState>;
export type Next = () => Promise<unknown>;

/** Whether only a part of a page is asked for. */
export function isFragmentRequest(ctx: Pick<WebContext, 'get'>): boolean {
  return ctx.get('HX-Request') === 'true';
}

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The fields of a form that was sent; none where there was no form. The body parser leaves forms as text: its own reading makes objects of dots. */
export function formOf(ctx: Pick<WebContext, 'is'> & { readonly request: object }): URLSearchParams {
  const { body } = ctx.request as { readonly body?: unknown };
  return new URLSearchParams(ctx.is(FORM_TYPE) && typeof body === 'string' ? body : '');
}

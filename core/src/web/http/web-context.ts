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

/** What the body parser read: fields of a form, or an object of JSON; empty where there was nothing. */
export function bodyOf(ctx: { readonly request: object }): Readonly<Record<string, unknown>> {
  return (ctx.request as { readonly body?: Readonly<Record<string, unknown>> }).body ?? {};
}

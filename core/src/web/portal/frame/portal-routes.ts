import { Router } from '@koa/router';
import { withQuery } from '../../admin/parts/hrefs.js';
import { clearCookie, setCookie } from '../../http/cookies.js';
import { WEB_ACTOR } from '../../http/session.js';
import type { WebContext, WebRouterContext, WebState } from '../../http/web-context.js';
import { PORTAL_HOME } from './portal-navigation.js';
import { PortalRequest, type SignedInCustomer } from './portal-request.js';
import type { PortalServices } from './portal-services.js';
import { PortalVisit } from './portal-visit.js';

export type PortalHandler = (request: PortalRequest) => Promise<void> | void;
export type VisitHandler = (visit: PortalVisit) => Promise<void> | void;

/** Another than the admins', and sent to the portal only. */
export const PORTAL_COOKIE = 'tapline_portal_session';
const COOKIE_PATH = '/portal';
/** As long as an unused session lives. */
const COOKIE_SECONDS = 14 * 24 * 60 * 60;

/** Binds pages to paths. None can be reached without signing in, but for those that are open to everybody by name. */
export class PortalRoutes {
  readonly router = new Router<WebState>();
  /** `GET /portal/sign-in` */
  readonly openToAll = new Set<string>();

  constructor(readonly services: PortalServices) {}

  get(path: string, handler: PortalHandler): this {
    this.router.get(path, (ctx) => this.handle(ctx, handler));
    return this;
  }

  post(path: string, handler: PortalHandler): this {
    this.router.post(path, (ctx) => this.handle(ctx, handler));
    return this;
  }

  openGet(path: string, handler: VisitHandler): this {
    this.openToAll.add(`GET ${path}`);
    this.router.get(path, (ctx) => handler(new PortalVisit(ctx, this.services)));
    return this;
  }

  openPost(path: string, handler: VisitHandler): this {
    this.openToAll.add(`POST ${path}`);
    this.router.post(path, (ctx) => handler(new PortalVisit(ctx, this.services)));
    return this;
  }

  private async handle(ctx: WebRouterContext, handler: PortalHandler): Promise<void> {
    const signedIn = await signedInCustomer(ctx, this.services);
    if (!signedIn) {
      ctx.status = 303;
      ctx.redirect(signInFor(ctx));
      return;
    }
    const request = new PortalRequest(ctx, this.services, signedIn);
    await request.lookUpNavigation();
    await handler(request);
  }
}

/** Who is signed in, by the portal's cookie alone. */
export async function signedInCustomer(
  ctx: WebContext,
  { configuration, database, portalSessions }: Pick<PortalServices, 'configuration' | 'database' | 'portalSessions'>,
): Promise<SignedInCustomer | undefined> {
  const sessionToken = ctx.cookies.get(PORTAL_COOKIE);
  if (sessionToken === undefined || sessionToken === '') return undefined;
  const found = await database.view(WEB_ACTOR, (tx) => portalSessions.find(tx, sessionToken));
  if (!found) return undefined;
  if (found.isUseToBeNoted) {
    await database.transaction(WEB_ACTOR, (tx) => portalSessions.noteUse(tx, sessionToken));
    keepSignedIn(ctx, sessionToken, configuration.web.publicUrl.startsWith('https:'));
  }
  return { customer: found.customer, sessionToken };
}

export function keepSignedIn(ctx: WebContext, sessionToken: string, isTls: boolean): void {
  setCookie(ctx, PORTAL_COOKIE, sessionToken, { isTls, path: COOKIE_PATH, maxAgeSeconds: COOKIE_SECONDS });
}

export function forgetSignedIn(ctx: WebContext, isTls: boolean): void {
  clearCookie(ctx, PORTAL_COOKIE, { isTls, path: COOKIE_PATH });
}

const SIGN_IN = '/portal/sign-in';

/** Where to sign in, and then go on to the page that was wanted; what a form sent is not sent again. */
function signInFor({ method, path, url }: Pick<WebContext, 'method' | 'path' | 'url'>): string {
  return method === 'GET' && path !== PORTAL_HOME ? withQuery(SIGN_IN, { next: url }) : SIGN_IN;
}

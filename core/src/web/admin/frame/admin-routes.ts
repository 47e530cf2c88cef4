import { Router } from '@koa/router';
import type { Permission } from '../../../accounts/permissions.js';
import { isFragmentRequest, type WebRouterContext, type WebState } from '../../http/web-context.js';
import { AdminRequest, demand } from './admin-request.js';
import type { AdminServices } from './admin-services.js';

export type AdminHandler = (request: AdminRequest) => Promise<void> | void;
/** One of several; `[]` for everybody who is signed in. */
export type Demanded = readonly Permission[];

/** Where somebody must go who still has the one-time password. */
export const PASSWORD_PATH = '/account/password';

/** Binds pages to paths. Each says what permission it demands; none can be reached without signing in. */
export class AdminRoutes {
  readonly router = new Router<WebState>();

  constructor(private readonly services: AdminServices) {}

  get(path: string, permissions: Demanded, handler: AdminHandler): this {
    this.router.get(path, (ctx) => this.handle(ctx, permissions, handler));
    return this;
  }

  post(path: string, permissions: Demanded, handler: AdminHandler): this {
    this.router.post(path, (ctx) => this.handle(ctx, permissions, handler));
    return this;
  }

  private async handle(ctx: WebRouterContext, permissions: Demanded, handler: AdminHandler): Promise<void> {
    const { principal } = ctx.state;
    if (!principal) {
      leaveFor(ctx, `/sign-in?next=${encodeURIComponent(ctx.method === 'GET' ? ctx.url : '/')}`);
      return;
    }
    if (principal.mustChangePassword && ctx.path !== PASSWORD_PATH) {
      leaveFor(ctx, PASSWORD_PATH);
      return;
    }
    const request = new AdminRequest(ctx, this.services, principal);
    demand(request, permissions);
    await handler(request);
  }
}

/** A page goes elsewhere; a piece of a page takes the whole page with it. */
function leaveFor(ctx: WebRouterContext, path: string): void {
  if (isFragmentRequest(ctx)) {
    ctx.set('HX-Redirect', path);
    ctx.status = 401;
    ctx.body = '';
    return;
  }
  ctx.status = 303;
  ctx.redirect(path);
}

import { SESSION_COOKIE, SIGN_IN_PATH } from '../../http/session.js';
import type { Next, WebContext } from '../../http/web-context.js';
import type { PortalServices } from '../frame/portal-services.js';
import { gardenStateOf } from './garden-line.js';
import { GARDEN_PATH } from './garden-page.js';

/**
 * Leads to the garden's page who asks for another site and was sent here by a router, as it sends pages without TLS of lines that are shut: devices that look
 * for a captive portal among them. Stands after the portal's own pages and before the admins', who may reach this server by any name: only whose address is
 * known to be a shut line's is led away.
 */
export function lostVisitors(services: PortalServices): (ctx: WebContext, next: Next) => Promise<void> {
  const publicUrl = services.company.publicUrl;
  return async (ctx, next) => {
    const isAsking = ctx.method === 'GET' || ctx.method === 'HEAD';
    if (!isAsking || isOurs(ctx, publicUrl) || isAdmins(ctx) || !(await isOfShutLine(ctx, services))) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    ctx.redirect(`${publicUrl || ownOrigin(ctx)}${GARDEN_PATH}`);
  };
}

function isOurs(ctx: WebContext, publicUrl: string): boolean {
  const isPublic = publicUrl !== '' && ctx.host === new URL(publicUrl).host;
  return isPublic || ctx.hostname === 'localhost' || ctx.hostname === localAddress(ctx);
}

/** Of an admin, or of who is about to sign in as one: told without a query. */
function isAdmins(ctx: WebContext): boolean {
  return ctx.path === SIGN_IN_PATH || ctx.path.startsWith('/assets/') || Boolean(ctx.cookies.get(SESSION_COOKIE));
}

async function isOfShutLine(ctx: WebContext, services: PortalServices): Promise<boolean> {
  const state = await gardenStateOf({ ctx, services });
  return state !== 'open' && state !== 'unknown';
}

function ownOrigin(ctx: WebContext): string {
  return `http://${localAddress(ctx)}:${ctx.socket.localPort}`;
}

function localAddress(ctx: WebContext): string {
  return (ctx.socket.localAddress ?? '').replace(/^::ffff:/, '');
}

import { bodyParser } from '@koa/bodyparser';
import type { DependencyContainer } from '@tapline/sdk/di';
import Koa from 'koa';
import compress from 'koa-compress';
import { createAdminRouter } from '../admin/admin-router.js';
import { adminErrorFace } from '../admin/errors/error-face.js';
import { resolveAdminServices } from '../admin/frame/admin-services.js';
import { createSignInRouter } from '../admin/sign-in/sign-in-router.js';
import { createApiRouter } from '../api/api-router.js';
import { paymentReturn } from '../gateways/payment-return.js';
import { webhooks } from '../gateways/webhooks.js';
import { metrics } from '../metrics/metrics-endpoint.js';
import { portalErrorFace } from '../portal/frame/portal-error-face.js';
import { resolvePortalServices } from '../portal/frame/portal-services.js';
import { createPortalRoutes } from '../portal/portal-router.js';
import { lostVisitors } from '../portal/walled-garden/lost-visitor.js';
import { assets } from './assets.js';
import { crossOriginProtection } from './cross-origin-protection.js';
import { errorHandling, faceByPath } from './error-handling.js';
import { health } from './health.js';
import { requestLog } from './request-log.js';
import { securityHeaders } from './security-headers.js';
import { sessions, WEB_ACTOR } from './session.js';
import { trustedProxies } from './trusted-proxies.js';
import { FORM_TYPE, type WebState } from './web-context.js';

const LARGEST_FORM = '256kb';
const LARGEST_JSON = '1mb';
/** A file of 16 MiB as base64. */
const LARGEST_OPERATION = '23mb';
const OPERATION = /^\/api\/v1\/addons\/[^/]+\/operations\/[^/]+$/;

/** Everything that is served by HTTP: health, assets, the API under /api/v1, the portal under /portal, and the admin interface. */
export function createHttpApp(container: DependencyContainer): Koa<WebState> {
  const services = resolveAdminServices(container);
  const portalServices = resolvePortalServices(container);
  const { configuration, database, accounts, logger } = services;
  const { publicUrl, trustedProxies: proxies } = configuration.web;
  // A proxy appends the address that it has seen, so the last one counts.
  const app = new Koa<WebState>({ proxy: publicUrl !== '', maxIpsCount: 1 });
  app.silent = true;
  app.use(trustedProxies(proxies));
  app.use(requestLog(logger));
  app.use(securityHeaders({ isTls: publicUrl.startsWith('https:') }));
  app.use(compress());
  app.use(errorHandling(logger, faceByPath({ portal: portalErrorFace(portalServices), otherwise: adminErrorFace(services) })));
  app.use(health(() => database.view(WEB_ACTOR, (tx) => services.routers.list(tx))));
  const { routers, billingRuns } = services;
  app.use(metrics({ database, routers, billingRuns, token: configuration.web.metricsToken }));
  app.use(assets);
  const { contributions, clock, checkout } = services;
  app.use(webhooks({ contributions, clock, logger }));
  app.use(paymentReturn(checkout, portalServices));
  app.use(crossOriginProtection({ publicUrl }));
  const parser = (jsonLimit: string) =>
    bodyParser({ enableTypes: ['json', 'text'], extendTypes: { text: [FORM_TYPE] }, textLimit: LARGEST_FORM, jsonLimit });
  const [parse, parseOperation] = [parser(LARGEST_JSON), parser(LARGEST_OPERATION)];
  app.use((ctx, next) => (OPERATION.test(ctx.path) ? parseOperation : parse)(ctx, next));
  const api = createApiRouter(container);
  app.use(api.routes());
  // Before the admins' sessions: the portal knows nothing of them.
  app.use(createPortalRoutes(portalServices).router.routes());
  app.use(lostVisitors(portalServices));
  app.use(sessions({ database, accounts }));
  for (const router of [createSignInRouter(services), createAdminRouter(services)]) app.use(router.routes());
  return app;
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { BillingRunService } from '../../billing/run/billing-run-service.js';
import type { Database } from '../../kernel/database/database.js';
import type { RouterService } from '../../network/router-service.js';
import { ReportStore } from '../../radius/metrics/report-store.js';
import { WEB_ACTOR } from '../http/session.js';
import type { Next, WebContext } from '../http/web-context.js';
import { billingSeries } from './billing-series.js';
import { METRICS_CONTENT_TYPE, Prometheus } from './prometheus.js';
import { radiusSeries } from './radius-series.js';
import type { Series } from './series.js';

const PATH = '/metrics';
/** A RADIUS process that has been silent for longer is none any more. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

export interface MetricsEndpointOptions {
  readonly database: Database;
  readonly routers: Pick<RouterService, 'list'>;
  readonly billingRuns: Pick<BillingRunService, 'trouble'>;
  /** Empty: only this machine is answered. */
  readonly token: string;
}

/** `GET /metrics` for Prometheus. While the database is away it says so, and still tells of this process. */
export function metrics(options: MetricsEndpointOptions): (ctx: WebContext, next: Next) => Promise<void> {
  const prometheus = new Prometheus();
  return async (ctx, next) => {
    if (ctx.path !== PATH) {
      await next();
      return;
    }
    if (!mayRead(ctx, options.token)) {
      ctx.status = 403;
      ctx.type = 'text/plain';
      ctx.body = 'Ask from this machine, or set web.metricsToken and send it as "Authorization: Bearer <token>".\n';
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Type', METRICS_CONTENT_TYPE);
    ctx.body = await prometheus.render(await collect(options));
  };
}

async function collect({ database, routers, billingRuns }: MetricsEndpointOptions): Promise<readonly Series[]> {
  const nowMs = Date.now();
  const found = await database
    .view(WEB_ACTOR, async (tx) => ({
      reports: await new ReportStore().since(tx, nowMs - FORGOTTEN_AFTER_MS),
      trouble: await billingRuns.trouble(tx),
      names: new Map((await routers.list(tx)).map(({ id, name }) => [id, name])),
    }))
    .catch(() => undefined);
  const up: Series = {
    name: 'tapline_database_up',
    help: '1 when the database answers the app process.',
    type: 'gauge',
    samples: [{ labels: {}, value: found ? 1 : 0 }],
  };
  if (!found) return [up];
  const { reports, names, trouble } = found;
  return [up, ...radiusSeries(reports, (id) => names.get(id) ?? id, nowMs), ...billingSeries(trouble)];
}

/** Behind a proxy every request comes from this machine, so that what the proxy passes on counts as from elsewhere. */
function mayRead(ctx: WebContext, token: string): boolean {
  if (token !== '') return isSame(ctx.get('Authorization'), `Bearer ${token}`);
  return LOOPBACK.has(ctx.req.socket.remoteAddress ?? '') && ctx.get('X-Forwarded-For') === '' && ctx.get('Forwarded') === '';
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

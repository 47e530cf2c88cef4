import { type Clock, createToken, type Router, type Transaction } from '@tapline/sdk';
import type { RouterService } from '../../network/router-service.js';
import type { HealthStore } from './health-store.js';
import { NOTHING, type RouterCount } from './router-counters.js';

export interface RouterHealth extends Omit<RouterCount, 'lastAddress'> {
  readonly routerName: string;
  /** In words, with the cure; empty when nothing is wrong. */
  readonly problem: string;
}

export interface RadiusHealth {
  readonly routers: readonly RouterHealth[];
  /** Requests of addresses that are no router's. */
  readonly strangers: { readonly requests: number; readonly lastAddress: string | null; readonly lastRequestAtMs: number | null };
}

export interface RouterHealthDependencies {
  readonly store: HealthStore;
  readonly routers: Pick<RouterService, 'list'>;
  readonly clock: Clock;
  readonly interimIntervalSeconds: number;
}

const WRONG_SECRET_WITHIN_MS = 3_600_000;
const GRACE_MS = 60_000;

/** How the routers do, as RADIUS has counted it up to a minute ago. */
export class RouterHealthService {
  constructor(private readonly parts: RouterHealthDependencies) {}

  async read(tx: Transaction): Promise<RadiusHealth> {
    const counts = new Map((await this.parts.store.counts(tx)).map((count) => [count.routerId, count]));
    const routers = await this.parts.routers.list(tx);
    const { requests, lastAddress, lastRequestAtMs } = counts.get(NOTHING.routerId) ?? NOTHING;
    return {
      routers: routers.map((router) => this.healthOf(router, counts.get(router.id) ?? { ...NOTHING, routerId: router.id })),
      strangers: { requests, lastAddress, lastRequestAtMs },
    };
  }

  private healthOf({ name }: Router, { lastAddress: _lastAddress, ...count }: RouterCount): RouterHealth {
    return { ...count, routerName: name, problem: this.problemOf(count) };
  }

  private problemOf({
    lastWrongSecretAtMs,
    lastRequestAtMs,
    lastAcceptAtMs,
    lastAccountingAtMs,
  }: Omit<RouterCount, 'lastAddress'>): string {
    const nowMs = this.parts.clock.nowMs();
    if (
      lastWrongSecretAtMs !== null &&
      lastWrongSecretAtMs > nowMs - WRONG_SECRET_WITHIN_MS &&
      lastWrongSecretAtMs >= (lastRequestAtMs ?? 0)
    ) {
      return 'its secret is another one than here; set the same on both sides';
    }
    if (lastAcceptAtMs === null || lastAcceptAtMs > nowMs - GRACE_MS) return '';
    const silentMs = lastAcceptAtMs - (lastAccountingAtMs ?? Number.NEGATIVE_INFINITY);
    if (silentMs <= 2_000 * this.parts.interimIntervalSeconds) return '';
    return 'it asks and sends no accounting; RouterOS: /ppp aaa set use-radius=yes accounting=yes interim-update=5m';
  }
}

export const ROUTER_HEALTH = createToken<RouterHealthService>('core.router-health');

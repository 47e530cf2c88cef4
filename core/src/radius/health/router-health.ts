import { type Clock, createToken, type Router, type Transaction } from '@tapline/sdk';
import type { RouterService } from '../../network/router-service.js';
import { clockSkewProblem, TOLERATED_SKEW_SECONDS } from '../server/clock-skew.js';
import type { HealthStore } from './health-store.js';
import { NOTHING, type RouterCount } from './router-counters.js';

export interface RouterHealth extends RouterCount {
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

const TROUBLE_WITHIN_MS = 3_600_000;
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

  private healthOf({ name }: Router, count: RouterCount): RouterHealth {
    return { ...count, routerName: name, problem: this.problemOf(count) };
  }

  private problemOf(count: RouterCount): string {
    const { lastRequestAtMs, lastAcceptAtMs, lastAccountingAtMs } = count;
    const nowMs = this.parts.clock.nowMs();
    const isNow = (atMs: number | null): boolean => atMs !== null && atMs > nowMs - TROUBLE_WITHIN_MS && atMs >= (lastRequestAtMs ?? 0);
    if (isNow(count.lastWrongSecretAtMs)) return 'its secret is another one than here; set the same on both sides';
    if (isNow(count.lastMisnamedAtMs)) return `it sends ${count.misnamedAs}, and here it has another; correct one of the two`;
    if (Math.abs(count.clockSkewSeconds ?? 0) > TOLERATED_SKEW_SECONDS && (count.lastClockAtMs ?? 0) > nowMs - TROUBLE_WITHIN_MS) {
      return clockSkewProblem(count.clockSkewSeconds ?? 0);
    }
    if (lastAcceptAtMs === null || lastAcceptAtMs > nowMs - GRACE_MS) return '';
    const silentMs = lastAcceptAtMs - (lastAccountingAtMs ?? Number.NEGATIVE_INFINITY);
    if (silentMs <= 2_000 * this.parts.interimIntervalSeconds) return '';
    return 'it asks and sends no accounting; RouterOS: /ppp aaa set use-radius=yes accounting=yes interim-update=5m';
  }
}

export const ROUTER_HEALTH = createToken<RouterHealthService>('core.router-health');

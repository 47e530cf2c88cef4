import { type Clock, createToken, type Router, type Transaction } from '@tapline/sdk';
import type { RouterService } from '../../network/router-service.js';
import type { CoaHealth, CoaHealthStore } from '../change-of-authorization/coa-health-store.js';
import type { SessionRequestStore } from '../change-of-authorization/session-request-store.js';
import { clockSkewProblem, TOLERATED_SKEW_SECONDS } from '../server/clock-skew.js';
import type { HealthStore } from './health-store.js';
import { NOTHING, type RouterCount } from './router-counters.js';

export interface RouterHealth extends RouterCount {
  readonly routerName: string;
  /** How it takes CoA- and Disconnect-Requests; undefined before the first one. */
  readonly coa: CoaHealth | undefined;
  /** How many requests to it are open: it has not answered them, or they are about to be sent. */
  readonly openRequests: number;
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
  readonly coaHealth: Pick<CoaHealthStore, 'list'>;
  readonly requests: Pick<SessionRequestStore, 'countOpen'>;
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
    const coa = new Map((await this.parts.coaHealth.list(tx)).map((health) => [health.routerId, health]));
    const open = await this.parts.requests.countOpen(tx);
    const { requests, lastAddress, lastRequestAtMs } = counts.get(NOTHING.routerId) ?? NOTHING;
    return {
      routers: routers.map((router) =>
        this.healthOf(router, {
          ...(counts.get(router.id) ?? { ...NOTHING, routerId: router.id }),
          coa: coa.get(router.id),
          openRequests: open.get(router.id) ?? 0,
        }),
      ),
      strangers: { requests, lastAddress, lastRequestAtMs },
    };
  }

  private healthOf({ name, coaPort }: Router, known: Omit<RouterHealth, 'routerName' | 'problem'>): RouterHealth {
    return { ...known, routerName: name, problem: this.problemOf(known) || coaProblemOf(known, coaPort) };
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

/** One try in vain may be a lost packet; the next one follows within seconds. */
function coaProblemOf({ coa }: Pick<RouterHealth, 'coa'>, coaPort: number): string {
  if (!coa || coa.unanswered < 2) return '';
  return `it does not answer CoA- and Disconnect-Requests, so that who is shut stays online there; RouterOS: /radius incoming set accept=yes port=${coaPort}; "Test" says more`;
}

export const ROUTER_HEALTH = createToken<RouterHealthService>('core.router-health');

import { type Clock, createToken, type Router, type Transaction } from '@tapline/sdk';
import type { RouterService } from '../../network/router-service.js';
import { type CoaHealth, type CoaHealthStore, type CoaRefusal, isSilent } from '../change-of-authorization/coa-health-store.js';
import { cureOfRefusal } from '../change-of-authorization/request-words.js';
import type { SessionRequestStore } from '../change-of-authorization/session-request-store.js';
import type { LeaseStore } from '../leases/lease-store.js';
import { otherRadiusMachines } from '../metrics/radius-machines.js';
import type { RadsecConnectionStore } from '../radsec/radsec-connection-store.js';
import { clockSkewProblem, TOLERATED_SKEW_SECONDS } from '../server/clock-skew.js';
import type { HealthStore } from './health-store.js';
import { NOTHING, type RouterCount } from './router-counters.js';

export interface RouterHealth extends RouterCount {
  readonly routerName: string;
  /** How it takes CoA- and Disconnect-Requests: of several devices the one that is silent or refuses; undefined before the first one. */
  readonly coa: CoaHealth | undefined;
  /** How many requests to it are open: it has not answered them, or they are about to be sent. */
  readonly openRequests: number;
  /** In words, with the cure; empty when nothing is wrong. */
  readonly problem: string;
}

export interface RadiusHealth {
  /** Where RADIUS runs and keeps its logs, when it does not run on this machine. */
  readonly otherMachines: readonly string[];
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
  readonly leases: Pick<LeaseStore, 'countGivenAt'>;
  readonly radsec: Pick<RadsecConnectionStore, 'wayTo'>;
}

const TROUBLE_WITHIN_MS = 3_600_000;
const GRACE_MS = 60_000;

/** How the routers do, as RADIUS has counted it up to a minute ago. */
export class RouterHealthService {
  constructor(private readonly parts: RouterHealthDependencies) {}

  async read(tx: Transaction): Promise<RadiusHealth> {
    const counts = new Map((await this.parts.store.counts(tx)).map((count) => [count.routerId, count]));
    const routers = await this.parts.routers.list(tx);
    const coa = worstByRouter(await this.parts.coaHealth.list(tx));
    const open = await this.parts.requests.countOpen(tx);
    const unconnected = new Set<string>();
    for (const router of routers)
      if ((await this.parts.radsec.wayTo(tx, router, Date.now()))?.kind === 'not-connected') unconnected.add(router.id);
    const held = new Map<string, number>();
    for (const { id, isEnabled } of routers) {
      const count = counts.get(id);
      if (!isEnabled || !count || !this.isWithoutAccounting(count)) continue;
      held.set(id, await this.parts.leases.countGivenAt(tx, id, count.lastAccountingAtMs ?? 0));
    }
    const { requests, lastAddress, lastRequestAtMs } = counts.get(NOTHING.routerId) ?? NOTHING;
    return {
      otherMachines: await otherRadiusMachines(tx),
      routers: routers.map((router) =>
        this.healthOf(
          router,
          { isUnconnected: unconnected.has(router.id), heldLeases: held.get(router.id) ?? 0 },
          {
            ...(counts.get(router.id) ?? { ...NOTHING, routerId: router.id }),
            coa: coa.get(router.id),
            openRequests: open.get(router.id) ?? 0,
          },
        ),
      ),
      strangers: { requests, lastAddress, lastRequestAtMs },
    };
  }

  private healthOf(
    { name, coaPort, isEnabled }: Router,
    { isUnconnected, heldLeases }: { readonly isUnconnected: boolean; readonly heldLeases: number },
    known: Omit<RouterHealth, 'routerName' | 'problem'>,
  ): RouterHealth {
    if (!isEnabled) return { ...known, routerName: name, problem: '' };
    return { ...known, routerName: name, problem: this.problemOf(known, heldLeases) || coaProblemOf(known, { coaPort, isUnconnected }) };
  }

  private problemOf(count: RouterCount, heldLeases: number): string {
    const { lastRequestAtMs } = count;
    const nowMs = this.parts.clock.nowMs();
    const isNow = (atMs: number | null): boolean => atMs !== null && atMs > nowMs - TROUBLE_WITHIN_MS && atMs >= (lastRequestAtMs ?? 0);
    if (isNow(count.lastWrongSecretAtMs)) return 'its secret is another one than here; set the same on both sides';
    if (isNow(count.lastMisnamedAtMs)) return `it sends ${count.misnamedAs}, and here it has another; correct one of the two`;
    if (Math.abs(count.clockSkewSeconds ?? 0) > TOLERATED_SKEW_SECONDS && (count.lastClockAtMs ?? 0) > nowMs - TROUBLE_WITHIN_MS) {
      return clockSkewProblem(count.clockSkewSeconds ?? 0);
    }
    return this.isWithoutAccounting(count) ? accountingProblem(heldLeases) : '';
  }

  private isWithoutAccounting({ lastAcceptAtMs, lastAccountingAtMs }: RouterCount): boolean {
    if (lastAcceptAtMs === null || lastAcceptAtMs > this.parts.clock.nowMs() - GRACE_MS) return false;
    const silentMs = lastAcceptAtMs - (lastAccountingAtMs ?? Number.NEGATIVE_INFINITY);
    return silentMs > 2_000 * this.parts.interimIntervalSeconds;
  }
}

function accountingProblem(heldLeases: number): string {
  const leases = `the addresses and prefixes leased at its logins (${heldLeases}) are held for a day, since nothing tells when they are free`;
  const cure = 'RouterOS: /ppp aaa set use-radius=yes accounting=yes interim-update=5m';
  return `it asks and sends no accounting; ${heldLeases > 0 ? `${leases}; ` : ''}${cure}`;
}

/** Of a router's devices the one that has left the most unanswered, else one that refuses to end sessions, else the one that was asked last. */
function worstByRouter(healths: readonly CoaHealth[]): ReadonlyMap<string, CoaHealth> {
  const worst = new Map<string, CoaHealth>();
  for (const health of healths) {
    const before = worst.get(health.routerId);
    const difference = before
      ? gravityOf(health) - gravityOf(before) || health.unanswered - before.unanswered || health.lastSentAtMs - before.lastSentAtMs
      : 1;
    if (difference > 0) worst.set(health.routerId, health);
  }
  return worst;
}

function gravityOf(health: CoaHealth): number {
  if (isSilent(health)) return 2;
  return health.refusal === null ? 0 : 1;
}

function coaProblemOf(
  { coa }: Pick<RouterHealth, 'coa'>,
  { coaPort, isUnconnected }: { readonly coaPort: number; readonly isUnconnected: boolean },
): string {
  if (!coa) return '';
  const who = coa.deviceAddress === '' ? 'it' : coa.deviceAddress;
  if (!isSilent(coa)) return coa.refusal === null ? '' : refusalProblem(who, coa.refusal);
  if (isUnconnected) return 'it is not connected by RadSec, so that who is shut stays online there; "Test" says more';
  return `${who} does not answer CoA- and Disconnect-Requests, so that who is shut stays online there; RouterOS: /radius incoming set accept=yes port=${coaPort}; "Test" says more`;
}

function refusalProblem(who: string, { errorCause }: CoaRefusal): string {
  const why = errorCause || 'it does not say why';
  const cure = cureOfRefusal(errorCause) ?? 'see the log of the router for why';
  return `${who} refuses to end sessions (${why}), so that who is shut stays online there; ${cure}; it is asked again every hour, and at once after "Test"`;
}

export const ROUTER_HEALTH = createToken<RouterHealthService>('core.router-health');

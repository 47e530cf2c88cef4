import { RequestMetrics } from '../metrics/request-metrics.js';

/** What came from one router since the start of the process; instants are business time, null for never. */
export interface RouterCount {
  /** Empty for all addresses that are no router's. */
  readonly routerId: string;
  readonly requests: number;
  readonly accountingRequests: number;
  readonly wrongSecrets: number;
  readonly lastRequestAtMs: number | null;
  readonly lastAcceptAtMs: number | null;
  readonly lastAccountingAtMs: number | null;
  readonly lastWrongSecretAtMs: number | null;
  /** Where its newest request came from. */
  readonly lastAddress: string | null;
  /** What it called itself when that was not what it is called here. */
  readonly misnamedAs: string | null;
  readonly lastMisnamedAtMs: number | null;
  /** How far its clock is ahead of ours, as seen last. */
  readonly clockSkewSeconds: number | null;
  readonly lastClockAtMs: number | null;
}

type Counting = { -readonly [K in keyof RouterCount]: RouterCount[K] };

const STRANGERS = '';
const CLOCK_WINDOW_MS = 60_000;

/** Counts what comes from each router, in memory. */
export class RouterCounters {
  /** Of all of them, for those who watch the server. */
  readonly metrics = new RequestMetrics();
  readonly #counts = new Map<string, Counting>();

  login(routerId: string, atMs: number, isAccepted: boolean): void {
    const count = this.of(routerId);
    count.requests++;
    count.lastRequestAtMs = atMs;
    if (isAccepted) count.lastAcceptAtMs = atMs;
  }

  accounting(routerId: string, atMs: number): void {
    const count = this.of(routerId);
    count.accountingRequests++;
    count.lastAccountingAtMs = atMs;
  }

  wrongSecret(routerId: string, atMs: number): void {
    const count = this.of(routerId);
    count.wrongSecrets++;
    count.lastWrongSecretAtMs = atMs;
  }

  seen(routerId: string, address: string): void {
    this.of(routerId).lastAddress = address;
  }

  misnamed(routerId: string, names: string, atMs: number): void {
    const count = this.of(routerId);
    count.misnamedAs = names;
    count.lastMisnamedAtMs = atMs;
  }

  /** Of the records of a minute the least skew counts: others were kept back on their way. */
  clock(routerId: string, skewSeconds: number, atMs: number): void {
    const count = this.of(routerId);
    const isOld = count.lastClockAtMs === null || atMs - count.lastClockAtMs > CLOCK_WINDOW_MS;
    if (!isOld && Math.abs(skewSeconds) > Math.abs(count.clockSkewSeconds ?? 0)) return;
    count.clockSkewSeconds = skewSeconds;
    count.lastClockAtMs = atMs;
  }

  stranger(address: string, atMs: number): void {
    const count = this.of(STRANGERS);
    count.requests++;
    count.lastRequestAtMs = atMs;
    count.lastAddress = address;
  }

  /** As they are now. */
  counts(): readonly RouterCount[] {
    return Array.from(this.#counts.values(), (count) => ({ ...count }));
  }

  private of(routerId: string): Counting {
    const known = this.#counts.get(routerId);
    if (known) return known;
    const count: Counting = { ...NOTHING, routerId };
    this.#counts.set(routerId, count);
    return count;
  }
}

export const NOTHING: RouterCount = {
  routerId: STRANGERS,
  requests: 0,
  accountingRequests: 0,
  wrongSecrets: 0,
  lastRequestAtMs: null,
  lastAcceptAtMs: null,
  lastAccountingAtMs: null,
  lastWrongSecretAtMs: null,
  lastAddress: null,
  misnamedAs: null,
  lastMisnamedAtMs: null,
  clockSkewSeconds: null,
  lastClockAtMs: null,
};

/** Counts of several sources as one for each router. */
export function addCounts(counts: readonly RouterCount[]): readonly RouterCount[] {
  const sums = new Map<string, RouterCount>();
  for (const count of counts) {
    const sum = sums.get(count.routerId);
    sums.set(count.routerId, sum ? added(sum, count) : count);
  }
  return [...sums.values()];
}

function added(a: RouterCount, b: RouterCount): RouterCount {
  return {
    routerId: a.routerId,
    requests: a.requests + b.requests,
    accountingRequests: a.accountingRequests + b.accountingRequests,
    wrongSecrets: a.wrongSecrets + b.wrongSecrets,
    ...latestOf(a, b),
    ...laterFacts(a, b),
  };
}

/** What was seen last, of two. */
export function laterFacts(a: RouterCount, b: RouterCount) {
  const isAddressOfB = b.lastAddress !== null && (a.lastAddress === null || newestMs(b) >= newestMs(a));
  return {
    lastAddress: isAddressOfB ? b.lastAddress : a.lastAddress,
    misnamedAs: (b.lastMisnamedAtMs ?? -1) >= (a.lastMisnamedAtMs ?? 0) ? b.misnamedAs : a.misnamedAs,
    clockSkewSeconds: (b.lastClockAtMs ?? -1) >= (a.lastClockAtMs ?? 0) ? b.clockSkewSeconds : a.clockSkewSeconds,
  };
}

function newestMs({ lastRequestAtMs, lastAccountingAtMs }: RouterCount): number {
  return Math.max(lastRequestAtMs ?? 0, lastAccountingAtMs ?? 0);
}

/** The later one of each instant. */
export function latestOf(a: RouterCount, b: RouterCount) {
  const later = (x: number | null, y: number | null): number | null => (x === null || y === null ? (x ?? y) : Math.max(x, y));
  return {
    lastRequestAtMs: later(a.lastRequestAtMs, b.lastRequestAtMs),
    lastAcceptAtMs: later(a.lastAcceptAtMs, b.lastAcceptAtMs),
    lastAccountingAtMs: later(a.lastAccountingAtMs, b.lastAccountingAtMs),
    lastWrongSecretAtMs: later(a.lastWrongSecretAtMs, b.lastWrongSecretAtMs),
    lastMisnamedAtMs: later(a.lastMisnamedAtMs, b.lastMisnamedAtMs),
    lastClockAtMs: later(a.lastClockAtMs, b.lastClockAtMs),
  };
}

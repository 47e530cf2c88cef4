import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock, Logger } from '@tapline/sdk';
import type { OnlineSessions } from './online-sessions.js';
import type { OnlineCursor, OnlineStore } from './online-store.js';

export interface OnlineFollowerOptions {
  readonly store: OnlineStore;
  readonly sessions: OnlineSessions;
  /** Business time. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether any line refuses a login for another that is online. Else nothing is read or kept. */
  readonly isWanted: () => boolean;
  /** Called when that has changed. */
  readonly onWanted: (isWanted: boolean) => void;
}

const LOOK_EVERY_MS = 2_000;
const SESSIONS_PER_STEP = 500;
/** What two servers' clocks and open transactions may differ by. */
const OVERLAP_MS = 15_000;
/** A session of which only a later report came is found when all are read again. Real time. */
const ALL_EVERY_MS = 300_000;

/** Keeps who is online in step with the database, which alone knows what other servers are told, and whose Stop was lost. */
export class OnlineFollower {
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> = Promise.resolve();
  #isStopped = false;
  #isFollowing = false;
  #readAllAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: OnlineFollowerOptions) {}

  async start(): Promise<void> {
    await this.refresh();
    this.schedule();
  }

  /** Resolves when what was committed before the call is known, or the database is away. */
  refresh(): Promise<void> {
    this.#pass = this.#pass.then(() => this.follow());
    return this.#pass;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#pass;
  }

  private schedule(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.refresh().then(() => this.schedule()), LOOK_EVERY_MS);
  }

  private async follow(): Promise<void> {
    const { isWanted, onWanted, sessions, clock, logger } = this.options;
    if (isWanted() !== this.#isFollowing) {
      this.#isFollowing = isWanted();
      this.#readAllAtMs = Number.NEGATIVE_INFINITY;
      if (!this.#isFollowing) sessions.clear();
      onWanted(this.#isFollowing);
    }
    if (!this.#isFollowing) return;
    try {
      const sinceMs = clock.nowMs() - OVERLAP_MS;
      if (performance.now() - this.#readAllAtMs < ALL_EVERY_MS) {
        await this.readSince(sinceMs);
        return;
      }
      const startedAtMs = performance.now();
      sessions.retain(await this.readSince(0), clock.nowMs() - ALL_EVERY_MS);
      this.#readAllAtMs = startedAtMs;
    } catch (error) {
      logger.debug({ error: (error as Error).message }, 'who is online cannot be read; routers and memory tell it until then');
    }
  }

  private async readSince(atMs: number): Promise<ReadonlySet<string>> {
    const { store, sessions } = this.options;
    const found = new Set<string>();
    let after: OnlineCursor = { startedAtMs: atMs, id: '' };
    for (;;) {
      const page = await store.page(after, SESSIONS_PER_STEP);
      for (const session of page) {
        const { serviceId, identity, routerId, nasDevice, macAddress, startedAtMs } = session;
        sessions.begin(serviceId, { identity, routerId, nasDevice, macAddress, startedAtMs });
        found.add(identity);
        after = session;
      }
      if (page.length < SESSIONS_PER_STEP) break;
      await breathe();
    }
    for (const { serviceId, identity } of await store.endedSince(atMs, SESSIONS_PER_STEP)) {
      if (atMs > 0) sessions.end(serviceId, identity);
    }
    return found;
  }
}

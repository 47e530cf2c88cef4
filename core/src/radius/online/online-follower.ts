import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock, Logger } from '@tapline/sdk';
import { RepeatedLook } from '../repeated-look.js';
import type { OnlineSession } from './online-session.js';
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
/** So many times as many of those in memory are looked up at each look: however late their ends were written down, they are found. */
const CHECKED_STEPS = 4;
/** What two servers' clocks and open transactions may differ by. */
const OVERLAP_MS = 15_000;
/** A session of which only a later report came is found when all are read again. Real time. */
const ALL_EVERY_MS = 300_000;

/** Keeps who is online in step with the database, which alone knows what other servers are told, and whose Stop was lost. */
export class OnlineFollower {
  readonly #look = new RepeatedLook(LOOK_EVERY_MS, () => this.follow());
  #isFollowing = false;
  #round: ReturnType<OnlineSessions['all']> | undefined;
  #readAllAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: OnlineFollowerOptions) {}

  async start(): Promise<void> {
    await this.refresh();
    this.#look.start();
  }

  /** Resolves when what was committed before the call is known, or the database is away. */
  refresh(): Promise<void> {
    return this.#look.now();
  }

  stop(): Promise<void> {
    return this.#look.stop();
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
        await this.readEnds(sinceMs);
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
        const { id: _, serviceId, ...online } = session;
        sessions.begin(serviceId, online);
        found.add(online.identity);
        after = session;
      }
      if (page.length < SESSIONS_PER_STEP) break;
      await breathe();
    }
    return found;
  }

  private async readEnds(sinceMs: number): Promise<void> {
    const { store, sessions } = this.options;
    for (const { serviceId, ...ended } of await store.endedSince(sinceMs, SESSIONS_PER_STEP)) sessions.end(serviceId, ended);
    for (let step = 0; step < CHECKED_STEPS; step++) {
      const some = this.nextOnline();
      const ends = await store.ends(some.map(({ session }) => session.identity));
      for (const { serviceId, session } of some) {
        const endedAtMs = ends.get(session.identity) ?? Number.NEGATIVE_INFINITY;
        if (endedAtMs >= session.startedAtMs) sessions.end(serviceId, session);
      }
      if (some.length < SESSIONS_PER_STEP) return;
    }
  }

  /** The next ones in memory, in rounds; fewer at the end of one. */
  private nextOnline(): readonly { readonly serviceId: string; readonly session: OnlineSession }[] {
    this.#round ??= this.options.sessions.all();
    const some: { readonly serviceId: string; readonly session: OnlineSession }[] = [];
    while (some.length < SESSIONS_PER_STEP) {
      const next = this.#round.next();
      if (next.done) {
        this.#round = undefined;
        break;
      }
      some.push(next.value);
    }
    return some;
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Actor, Clock, Logger } from '@tapline/sdk';
import type { Database } from '../../kernel/database/database.js';
import type { NetworkStore } from '../../network/network-store.js';
import type { SilentSessionStore } from '../accounting/silent-session-store.js';
import type { LeaseState } from './lease.js';
import type { RestartedDevice } from './lease-book.js';
import type { FromLeaseKeeper, ToLeaseKeeper } from './lease-messages.js';
import type { LeaseStore } from './lease-store.js';
import { findLostLeases } from './lost-leases.js';

const ACTOR: Actor = { kind: 'system', id: 'radius', name: 'RADIUS leases' };
const GATHER_MS = 50;
const LOOK_EVERY_MS = 1_000;
const CHECK_EVERY_MS = 30_000;
const SHORTAGE_LASTS_MS = 5_000;
const RETRY_MS = 1_000;
/** Longer than a server that is cut off goes on giving: see `SessionLeases`. */
const DEAD_AFTER_MS = 24 * 3_600_000;

export interface LeaseKeeperOptions {
  readonly database: Database;
  readonly leases: LeaseStore;
  readonly networks: NetworkStore;
  readonly sessions: SilentSessionStore;
  /** Business time. */
  readonly clock: Clock;
  readonly interimIntervalSeconds: number;
  readonly logger: Logger;
  readonly tell: (message: FromLeaseKeeper) => void;
}

/**
 * Keeps the database's side of what this server has leased, on the thread that may wait for the database: leases ahead of need, writes down
 * who has what, finds what is lost, and shares with servers that are short. While the database is away everything waits here.
 */
export class LeaseKeeper {
  #server: Extract<ToLeaseKeeper, { kind: 'begin' }> | undefined;
  #hasBegun = false;
  #unwritten = new Map<string, LeaseState>();
  #givenBack: string[] = [];
  #ended: string[] = [];
  #restarted: RestartedDevice[] = [];
  readonly #claims = new Map<string, number>();
  readonly #settling: number[] = [];
  #wake: (() => void) | undefined;
  #isStopping = false;
  #isAway = false;
  #running: Promise<void> | undefined;
  #lookAtMs = 0;
  #checkAtMs = 0;

  constructor(private readonly options: LeaseKeeperOptions) {}

  receive(message: ToLeaseKeeper): void {
    if (message.kind === 'begin') {
      this.#server = message;
      this.#running = this.run();
      return;
    }
    if (message.kind === 'claim') this.#claims.set(message.networkId, message.count);
    else if (message.kind === 'write') for (const state of message.states) this.#unwritten.set(state.key, state);
    else if (message.kind === 'ended') this.#ended.push(...message.sessionClasses);
    else if (message.kind === 'restarted') this.#restarted.push(message.device);
    else if (message.kind === 'settle') this.#settling.push(message.request);
    else {
      for (const key of message.keys) this.#unwritten.delete(key);
      this.#givenBack.push(...message.keys);
    }
    this.#wake?.();
  }

  /** Ends when all that it was told is written, or the database does not take it. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake?.();
    await this.#running;
  }

  private async run(): Promise<void> {
    for (;;) {
      const isLast = this.#isStopping;
      try {
        await this.pass();
        if (this.#isAway) this.options.logger.info({}, 'leased addresses are written to the database again');
        this.#isAway = false;
      } catch (error) {
        this.retreat(error as Error);
      }
      if (isLast) return;
      if (!this.#isStopping) await this.next();
    }
  }

  private async pass(): Promise<void> {
    const { tell } = this.options;
    const settling = this.#settling.splice(0);
    try {
      if (!this.#hasBegun) await this.begin();
      await this.write();
      await this.claim();
      const nowMs = performance.now();
      if (nowMs >= this.#lookAtMs || settling.length > 0) {
        await this.look();
        this.#lookAtMs = nowMs + LOOK_EVERY_MS;
      }
      if (nowMs >= this.#checkAtMs || settling.length > 0) {
        await this.check();
        this.#checkAtMs = nowMs + CHECK_EVERY_MS;
      }
    } finally {
      for (const request of settling) tell({ kind: 'settled', request });
    }
  }

  private async begin(): Promise<void> {
    const { database, leases, tell } = this.options;
    const { serverId, name } = this.server;
    const realMs = Date.now();
    const states = await database.transaction(ACTOR, async (tx) => {
      await leases.hear(tx, { serverId, name, realMs });
      return leases.held(tx, serverId);
    });
    tell({ kind: 'heard', realMs });
    tell({ kind: 'held', states, isAll: true });
    this.#hasBegun = true;
  }

  private get unwrittenCount(): number {
    return this.#unwritten.size + this.#givenBack.length + this.#ended.length + this.#restarted.length;
  }

  private async write(): Promise<void> {
    const { database, leases, clock, tell } = this.options;
    if (this.unwrittenCount === 0) return;
    const [states, givenBack, ended, restarted] = [this.#unwritten, this.#givenBack, this.#ended, this.#restarted];
    [this.#unwritten, this.#givenBack, this.#ended, this.#restarted] = [new Map(), [], [], []];
    const { serverId } = this.server;
    try {
      const lost = await database.transaction(ACTOR, async (tx) => {
        await leases.giveBack(tx, serverId, givenBack);
        await leases.markEnded(tx, ended, clock.nowMs());
        for (const device of restarted) await leases.markDeviceEnded(tx, serverId, { device, endedAtMs: clock.nowMs() });
        return leases.write(tx, serverId, [...states.values()]);
      });
      if (lost.length > 0) tell({ kind: 'lost', keys: lost });
    } catch (error) {
      // What has come meanwhile is newer.
      this.#unwritten = new Map([...states, ...this.#unwritten]);
      this.#givenBack.unshift(...givenBack);
      this.#ended.unshift(...ended);
      this.#restarted.unshift(...restarted);
      throw error;
    }
  }

  private async claim(): Promise<void> {
    const { database, leases, networks, tell } = this.options;
    const { serverId } = this.server;
    for (const [networkId, count] of this.#claims) {
      const keys = await database.transaction(ACTOR, async (tx) => {
        const network = await networks.find(tx, networkId);
        const claimed = network?.purpose === 'pool' ? await leases.claim(tx, network, { serverId, count }) : [];
        if (claimed.length < count) await leases.tellShortage(tx, { networkId, serverId, realMs: Date.now() });
        return claimed;
      });
      this.#claims.delete(networkId);
      tell({ kind: 'claimed', networkId, keys, isShort: keys.length < count });
    }
  }

  /** What other servers have said. */
  private async look(): Promise<void> {
    const { database, leases, tell } = this.options;
    const { serverId } = this.server;
    const { ended, networkIds } = await database.view(ACTOR, async (tx) => ({
      ended: await leases.ended(tx, serverId),
      networkIds: await leases.shortages(tx, serverId, Date.now() - SHORTAGE_LASTS_MS),
    }));
    if (ended.length > 0) tell({ kind: 'ended', leases: ended });
    if (networkIds.length > 0) tell({ kind: 'share', networkIds });
  }

  private async check(): Promise<void> {
    const { database, leases, sessions, clock, interimIntervalSeconds, tell } = this.options;
    const { serverId, name } = this.server;
    const realMs = Date.now();
    const adopted = await database.transaction(ACTOR, async (tx) => {
      await leases.hear(tx, { serverId, name, realMs });
      return leases.adopt(tx, serverId, realMs - DEAD_AFTER_MS);
    });
    tell({ kind: 'heard', realMs });
    if (adopted.length > 0) tell({ kind: 'held', states: adopted, isAll: false });
    const { uses, found } = await database.view(ACTOR, async (tx) => ({
      uses: await leases.usedThoughFree(tx, serverId),
      found: await findLostLeases(tx, { leases, sessions, serverId, interimIntervalSeconds, nowMs: clock.nowMs() }),
    }));
    if (uses.length > 0) tell({ kind: 'seen', uses });
    if (found.lost.length > 0) tell({ kind: 'ended', leases: found.lost });
    tell({ kind: 'silent', held: found.held });
  }

  private get server(): Extract<ToLeaseKeeper, { kind: 'begin' }> {
    if (!this.#server) throw new Error('the lease keeper was not told whose leases it keeps');
    return this.#server;
  }

  private async next(): Promise<void> {
    const isIdle = this.unwrittenCount + this.#claims.size + this.#settling.length === 0;
    const waitMs = this.#isAway ? RETRY_MS : isIdle ? LOOK_EVERY_MS : GATHER_MS;
    const until = new AbortController();
    this.#wake = () => {
      const isUrgent = this.#isStopping || this.#settling.length > 0 || this.#claims.size > 0;
      if (isUrgent || (isIdle && !this.#isAway)) until.abort();
    };
    await pause(waitMs, undefined, { signal: until.signal }).catch(() => undefined);
    this.#wake = undefined;
  }

  private retreat(error: Error): void {
    if (!this.#isAway)
      this.options.logger.error(
        { error: error.message },
        'leased addresses cannot be written to the database: sessions are given what is at hand until it takes them again',
      );
    this.#isAway = true;
  }
}

import type { AddressPart, Clock, IpNetwork, Logger } from '@tapline/sdk';
import type { LineAddressing } from '../../network/line-addressing.js';
import type { LeaseRecorder, LeaseState } from './lease.js';
import { LeaseBook, type LeaseOutcome, type LeaseQuestion, type LeaseRequest, type RestartedDevice } from './lease-book.js';
import { LeaseJournal, leaseDirectory } from './lease-journal.js';
import type { FromLeaseKeeper, ToLeaseKeeper } from './lease-messages.js';
import type { LeasePool } from './lease-pool.js';

const WRITE_AFTER_MS = 50;
const LOOK_EVERY_MS = 500;
const ASK_AGAIN_AFTER_MS = 1_000;
/** A server that has not heard from the database for so long gives no more: others take over what it holds after a day. */
const DEAF_AFTER_MS = 23 * 3_600_000;

export interface SessionLeasesOptions {
  readonly dataDirectory: string;
  /** How operators know this server. */
  readonly name: string;
  readonly logger: Logger;
  readonly clock: Clock;
}

type Claim = { readonly askedAtMs: number; readonly isPending: boolean };

/** The addresses that this server gives to sessions: the book in memory, its journal on disk, and the way to the database. */
export class SessionLeases implements LeaseRecorder {
  readonly #journal: LeaseJournal;
  readonly #book: LeaseBook;
  #networks = '';
  readonly #demanded = new Set<string>();
  readonly #claims = new Map<string, Claim>();
  readonly #settling = new Map<number, () => void>();
  #unwritten = new Map<string, LeaseState>();
  #ended: string[] = [];
  #requests = 0;
  /** Whether the database has said since the start what it knows as this server's. */
  #isReconciled = false;
  #heardAtMs: number;
  #tell: ((message: ToLeaseKeeper) => void) | undefined;
  #writing: NodeJS.Timeout | undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(private readonly options: SessionLeasesOptions) {
    const { dataDirectory, logger } = options;
    this.#journal = new LeaseJournal({ directory: leaseDirectory(dataDirectory), logger });
    this.#book = new LeaseBook(this);
    const { networks, states, heardAtMs } = this.#journal.history;
    this.#heardAtMs = heardAtMs;
    this.takeNetworks(networks);
    for (const state of states) this.#book.restore(state);
  }

  /** The pools that there are, whenever any of them has changed. */
  replaceNetworks(networks: readonly IpNetwork[]): void {
    if (this.takeNetworks(networks)) this.#journal.noteNetworks(networks);
    this.claimWhatIsWanted();
  }

  /** A line leaves these to its sessions: their pools are made ready. */
  demand(perSession: LineAddressing['perSession']): void {
    for (const [part, networkId] of Object.entries(perSession)) this.#demanded.add(networkId ?? part);
  }

  give(request: LeaseRequest): LeaseOutcome {
    if (this.isDeaf)
      return { isGiven: false, reason: 'this server has not heard from the database for a day, and others may give its addresses' };
    const outcome = this.#book.give(request);
    if (!outcome.isGiven) this.claimWhatIsWanted();
    return outcome;
  }

  preview(question: LeaseQuestion): LeaseOutcome {
    return this.#book.preview(question);
  }

  sessionsEnded(sessionClasses: readonly string[]): void {
    if (this.#demanded.size === 0) return;
    const others = sessionClasses.filter((sessionClass) => !this.#book.end(sessionClass));
    this.#ended.push(...others);
    if (others.length > 0) this.writeSoon();
  }

  deviceRestarted(device: RestartedDevice): void {
    if (this.#demanded.size === 0) return;
    this.#book.endOfDevice(device);
    this.#tell?.({ kind: 'restarted', device });
  }

  note(state: LeaseState): void {
    this.#journal.note(state);
    this.#unwritten.set(state.key, state);
    this.writeSoon();
  }

  noteGone(key: string): void {
    this.#journal.noteGone(key);
    this.#unwritten.delete(key);
  }

  /** Begins to talk with the keeper. Resolves when pools are ready, or the database is away. */
  connect(tell: (message: ToLeaseKeeper) => void): Promise<void> {
    this.#tell = tell;
    tell({ kind: 'begin', serverId: this.#journal.serverId, name: this.options.name });
    this.#looking = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
    return this.settled().then(() => this.settled());
  }

  receive(message: FromLeaseKeeper): void {
    if (message.kind === 'held') this.reconcile(message.states, message.isAll);
    else if (message.kind === 'claimed') this.take(message);
    else if (message.kind === 'lost') for (const key of message.keys) this.#book.lose(key);
    else if (message.kind === 'ended') for (const { key, sessionClass } of message.leases) this.#book.endAt(key, sessionClass);
    else if (message.kind === 'seen')
      for (const { key, serviceId } of message.uses) this.#book.occupy(key, serviceId, this.options.clock.nowMs());
    else if (message.kind === 'silent') this.#book.replaceHeld(message.held);
    else if (message.kind === 'share') for (const networkId of message.networkIds) this.share(networkId);
    else if (message.kind === 'heard') this.hear(message.realMs);
    else {
      this.#settling.get(message.request)?.();
      this.#settling.delete(message.request);
    }
  }

  /** Resolves when the database has all that was given and taken back, and what others have said was heard; or it is away. */
  settled(): Promise<void> {
    const tell = this.#tell;
    if (!tell) return Promise.resolve();
    // Nobody who asks for this waits until it is time to ask again.
    for (const [networkId, { isPending }] of this.#claims) if (!isPending) this.#claims.delete(networkId);
    this.look();
    this.flush();
    const request = ++this.#requests;
    return new Promise((done) => {
      this.#settling.set(request, done);
      tell({ kind: 'settle', request });
    });
  }

  close(): void {
    clearInterval(this.#looking);
    this.flush();
    clearTimeout(this.#writing);
    this.#tell = undefined;
    for (const done of this.#settling.values()) done();
    this.#journal.close();
  }

  private get isDeaf(): boolean {
    return Date.now() - this.#heardAtMs > DEAF_AFTER_MS;
  }

  private takeNetworks(networks: readonly IpNetwork[]): boolean {
    const text = JSON.stringify(networks);
    if (text === this.#networks) return false;
    this.#networks = text;
    this.#book.replaceNetworks(networks);
    return true;
  }

  /** What this server knows by its journal goes before what the database knows of it, which lags behind. */
  private reconcile(states: readonly LeaseState[], isAll: boolean): void {
    const inDatabase = new Map<string, LeaseState>();
    for (const state of states) {
      inDatabase.set(state.key, state);
      if (this.#book.has(state.key)) continue;
      if (this.#book.restore(state)) this.#journal.note(state);
      else this.#tell?.({ kind: 'giveBack', keys: [state.key] });
    }
    if (!isAll) return;
    this.#isReconciled = true;
    const known = [...this.#book.states()];
    for (const state of known) {
      const before = inDatabase.get(state.key);
      if (!before) this.#book.lose(state.key);
      else if (state.given || before.given) this.#unwritten.set(state.key, state);
    }
    this.writeSoon();
    this.claimWhatIsWanted();
  }

  private take({ networkId, keys, isShort }: Extract<FromLeaseKeeper, { kind: 'claimed' }>): void {
    const pool = this.#book.pool(networkId);
    this.#claims.set(networkId, { askedAtMs: performance.now(), isPending: false });
    for (const key of keys) {
      const state: LeaseState = { key, given: null, lastServiceId: '' };
      // On disk before it is given: else a kill would leave it to nobody.
      this.#journal.note(state);
      this.#book.restore(state);
    }
    if (!pool) this.#tell?.({ kind: 'giveBack', keys });
    else if (!isShort) this.#claims.delete(networkId);
  }

  private share(networkId: string): void {
    const pool = this.#book.pool(networkId);
    // The last one stays: two servers that are both short would hand it to and fro.
    if (pool && pool.freeCount > 1) this.giveBack(pool, Math.floor(pool.freeCount / 2));
  }

  private giveBack(pool: LeasePool, count: number): void {
    const keys = this.#book.giveUp(pool, count);
    this.#tell?.({ kind: 'giveBack', keys });
  }

  private hear(realMs: number): void {
    this.#heardAtMs = realMs;
    this.#journal.noteHeard(realMs);
  }

  private look(): void {
    this.claimWhatIsWanted();
    // What is given back before the database says what it knows would be taken in again, and another server may have it by then.
    if (this.#isReconciled) for (const pool of this.#book.pools) if (pool.surplus > 0) this.giveBack(pool, pool.surplus);
    if (this.#journal.isLong) void this.#journal.compact(this.#book.states());
  }

  private claimWhatIsWanted(): void {
    const tell = this.#tell;
    if (!tell || this.#demanded.size === 0) return;
    const nowMs = performance.now();
    for (const pool of this.#book.pools) {
      const { id, gives } = pool.network;
      const claim = this.#claims.get(id);
      const isDemanded = this.#demanded.has(id) || this.#demanded.has(gives satisfies AddressPart);
      if (!isDemanded || pool.wanted === 0) continue;
      if (claim && (claim.isPending || nowMs - claim.askedAtMs < ASK_AGAIN_AFTER_MS)) continue;
      if (pool.freeCount === 0 && !claim && this.#book.givenCount(pool) > 0) pool.expectMore();
      this.#claims.set(id, { askedAtMs: nowMs, isPending: true });
      tell({ kind: 'claim', networkId: id, count: pool.wanted });
    }
  }

  private writeSoon(): void {
    this.#writing ??= setTimeout(() => this.flush(), WRITE_AFTER_MS).unref();
  }

  private flush(): void {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    this.claimWhatIsWanted();
    if (!this.#tell) return;
    if (this.#unwritten.size > 0) this.#tell({ kind: 'write', states: [...this.#unwritten.values()] });
    if (this.#ended.length > 0) this.#tell({ kind: 'ended', sessionClasses: this.#ended });
    this.#unwritten = new Map();
    this.#ended = [];
  }
}

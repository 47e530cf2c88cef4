import { setTimeout as pause } from 'node:timers/promises';
import { createToken, type Logger, TaplineError } from '@tapline/sdk';
import type { Database } from '../database/database.js';
import { type CallMarker, NO_MARKER } from '../hooks/call-marker.js';
import { holdLease } from '../leases/hold-lease.js';
import type { LeaseStore } from '../leases/lease-store.js';
import { Wakeable } from '../leases/wakeable.js';
import { Consumer, type Listener } from './consumer.js';
import { CursorStore } from './cursor-store.js';
import { DeliveryRun } from './delivery-run.js';
import { FailureDesk, type OutboxFailure } from './failure-desk.js';
import { FailureStore } from './failure-store.js';
import { PositionStore } from './position-store.js';

export interface OutboxDispatcherOptions {
  readonly database: Database;
  readonly leases: LeaseStore;
  readonly logger: Logger;
  readonly marker?: CallMarker;
  /** Real time, for the pauses between tries. */
  readonly nowMs?: () => number;
  readonly listenerDeadlineMs?: number;
}

export interface Subscription {
  readonly eventName: string;
  readonly listener: Listener;
}

const POLL_MS = 500;
const LISTENER_DEADLINE_MS = 30_000;
const DRAIN_PAUSE_MS = 25;
const DRAIN_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 10_000;

/**
 * Delivers committed events to their listeners: at least once, in order per customer, each consumer by one process at a time. A consumer
 * has a cursor of its own, so none waits for another. An event that fails is tried again with growing pauses, while later ones of its customer wait behind it
 * and other customers go on; after 8 tries it is parked for an admin.
 */
export class OutboxDispatcher {
  readonly #consumers = new Map<string, Consumer>();
  readonly #positions: PositionStore;
  readonly #cursors: CursorStore;
  readonly #failures: FailureStore;
  readonly #desk: FailureDesk;
  readonly #loop: Wakeable;
  readonly #turns = new Map<string, Promise<boolean>>();
  #isStopping = false;

  constructor(private readonly options: OutboxDispatcherOptions) {
    this.#positions = new PositionStore(options.database);
    this.#cursors = new CursorStore(options.database);
    this.#failures = new FailureStore(options.database);
    this.#desk = new FailureDesk(options.database);
    this.#loop = new Wakeable(POLL_MS, () => this.startTurns(), options.logger);
  }

  /**
   * Calls a listener for each event of a name. A consumer that is new starts at the present end: from when the promise resolves on, it misses
   * nothing. One that was here before goes on where it stopped.
   */
  subscribe(consumerId: string, eventName: string, listener: Listener): Promise<void> {
    return this.subscribeAll(consumerId, [{ eventName, listener }]);
  }

  /**
   * {@link subscribe} to events of several names at once. One after the other, a consumer that was here before would miss those of the later names:
   * its place moves on as soon as it has a listener.
   */
  async subscribeAll(consumerId: string, subscriptions: readonly Subscription[]): Promise<void> {
    if (subscriptions.length === 0) return;
    const { logger, marker = NO_MARKER, listenerDeadlineMs = LISTENER_DEADLINE_MS } = this.options;
    const consumer = this.#consumers.get(consumerId) ?? new Consumer(consumerId, { logger, marker, listenerDeadlineMs });
    for (const { eventName, listener } of subscriptions) consumer.add(eventName, listener);
    this.#consumers.set(consumerId, consumer);
    await this.#cursors.start(consumerId, await this.#positions.numberAll());
  }

  /** At once, also for deliveries under way: they are made again when the consumer comes back. */
  unsubscribe(consumerId: string): void {
    const consumer = this.#consumers.get(consumerId);
    if (consumer) consumer.isGone = true;
    this.#consumers.delete(consumerId);
  }

  start(): void {
    this.#loop.start();
  }

  /** Ends with the batches under way, or after 10 s: what is not concluded by then is delivered again. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#loop.stop();
    await Promise.race([Promise.allSettled(this.#turns.values()), pause(STOP_PATIENCE_MS, undefined, { ref: false })]);
    this.#isStopping = false;
  }

  /** Says that events may have been committed. */
  readonly nudge = (): void => this.#loop.nudge();

  /**
   * Delivers everything that can be delivered now, and what that raises, whichever process has to do it. Events that failed and are to be tried
   * later stay. Throws `OUTBOX_BUSY` when another process makes no progress.
   */
  async drain(): Promise<void> {
    const giveUpAtMs = performance.now() + DRAIN_PATIENCE_MS;
    for (;;) {
      const behind = await this.consumersWithWork();
      if (behind.length === 0) return;
      const isMine = await Promise.all(behind.map((consumer) => this.takeTurn(consumer)));
      if (!isMine.includes(false)) continue;
      if (performance.now() > giveUpAtMs) {
        throw new TaplineError('OUTBOX_BUSY', 'unavailable', 'another process delivers events and does not come to an end; see its log');
      }
      await pause(DRAIN_PAUSE_MS);
    }
  }

  failures(): Promise<readonly OutboxFailure[]> {
    return this.#desk.list();
  }

  /** Throws `OUTBOX_FAILURE_UNKNOWN`, `OUTBOX_EVENT_WAITING`. */
  async retry(consumerId: string, position: number): Promise<void> {
    await this.#desk.retry(consumerId, position);
    this.nudge();
  }

  /** Throws `OUTBOX_FAILURE_UNKNOWN`. */
  async skip(consumerId: string, position: number): Promise<void> {
    await this.#desk.skip(consumerId, position);
    this.nudge();
  }

  /**
   * Deletes events from before an instant of business time that all present consumers have taken; returns how many. A consumer that comes back
   * after a longer absence goes on with what is left.
   */
  prune(beforeMs: number): Promise<number> {
    return this.#cursors.prune(beforeMs, [...this.#consumers.keys()]);
  }

  private async consumersWithWork(): Promise<readonly Consumer[]> {
    if (await this.#positions.hasUnnumbered()) await this.#positions.numberAll();
    const [last, cursors, due] = await Promise.all([
      this.#positions.last(),
      this.#cursors.all(),
      this.#failures.consumersWithDue([...this.#consumers.keys()], this.nowMs()),
    ]);
    return [...this.#consumers.values()].filter(({ id }) => due.has(id) || (cursors.get(id) ?? last) < last);
  }

  private async startTurns(): Promise<void> {
    for (const consumer of await this.consumersWithWork()) {
      this.takeTurn(consumer).catch((error: unknown) => {
        this.options.logger.error({ consumer: consumer.id, err: error }, 'delivering events failed and is tried again');
      });
    }
  }

  /** Lets a consumer catch up; one turn at a time here, and by its lease everywhere. False when another process has the lease. */
  private takeTurn(consumer: Consumer): Promise<boolean> {
    const underWay = this.#turns.get(consumer.id);
    if (underWay) return underWay;
    const turn = holdLease(this.options.leases, `outbox:${consumer.id}`, ({ signal }) => this.catchUp(consumer, signal))
      .then((held) => {
        // What was committed after the last look found this turn under way.
        if (held) this.nudge();
        return held !== undefined;
      })
      .finally(() => this.#turns.delete(consumer.id));
    this.#turns.set(consumer.id, turn);
    return turn;
  }

  private async catchUp(consumer: Consumer, signal: AbortSignal): Promise<void> {
    const run = new DeliveryRun({ cursors: this.#cursors, failures: this.#failures }, consumer, signal, this.nowMs);
    for (;;) {
      await run.retry();
      const [position, last] = await Promise.all([this.#cursors.find(consumer.id), this.#positions.last()]);
      if (position === undefined || position >= last || signal.aborted || consumer.isGone || this.#isStopping) return;
      await run.advance(position, last);
    }
  }

  private readonly nowMs = (): number => (this.options.nowMs ?? Date.now)();
}

export const OUTBOX = createToken<OutboxDispatcher>('core.outbox');

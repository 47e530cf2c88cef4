import type { Consumer } from './consumer.js';
import type { CursorStore } from './cursor-store.js';
import type { FailureDraft, FailureStore, QueuedEvent } from './failure-store.js';
import type { OutboxEvent } from './outbox-event.js';
import { afterFailedTry } from './retry-schedule.js';
import { runLanes } from './run-lanes.js';

const BATCH = 100;

export interface DeliveryStores {
  readonly cursors: CursorStore;
  readonly failures: FailureStore;
}

/**
 * Brings one consumer forward by one batch. Customers are served side by side, each in the order of its events. The cursor moves once the whole
 * batch was delivered or put into queues: a crash before that delivers it again, and loses nothing.
 */
export class DeliveryRun {
  constructor(
    private readonly stores: DeliveryStores,
    private readonly consumer: Consumer,
    /** Aborted when the lease is lost: then nothing is concluded any more. */
    private readonly signal: AbortSignal,
    private readonly nowMs: () => number,
  ) {}

  /** Delivers what comes after the cursor, up to a position. */
  async advance(from: number, upTo: number): Promise<void> {
    const events = await this.stores.cursors.eventsBetween(this.consumer.eventNames, from, upTo, BATCH);
    const last = events.at(-1);
    const to = last && events.length === BATCH ? last.position : upTo;
    const lanes = lanesOf(events);
    const queued = await this.stores.failures.queuedCustomers(this.consumer.id, [...lanes.keys()]);
    const failures: FailureDraft[] = [];
    await runLanes([...lanes], async ([customerId, lane]) => {
      failures.push(...(queued.has(customerId) ? lane.map(waiting) : await this.deliverLane(lane)));
    });
    if (this.isOver()) return;
    failures.sort((a, b) => a.event.position - b.event.position);
    await this.stores.cursors.advance({ consumer: this.consumer.id, from, to, failures });
  }

  /** Tries what failed before and is due again, with all that waits behind it. */
  async retry(): Promise<void> {
    const due = await this.stores.failures.due(this.consumer.id, this.nowMs(), BATCH);
    await runLanes(due, async (first) => {
      for (let next: QueuedEvent | undefined = first; next; ) next = await this.retryOne(next);
    });
  }

  private async deliverLane(lane: readonly OutboxEvent[]): Promise<readonly FailureDraft[]> {
    for (const [index, event] of lane.entries()) {
      if (this.isOver()) return [];
      const outcome = await this.consumer.deliver(event);
      if (outcome === 'gone') return [];
      if (outcome === 'delivered') continue;
      const { nextTryAtMs } = afterFailedTry(1, outcome.error, this.nowMs());
      return [{ event, error: outcome.error, nextTryAtMs }, ...lane.slice(index + 1).map(waiting)];
    }
    return [];
  }

  private async retryOne({ event, attempts }: QueuedEvent): Promise<QueuedEvent | undefined> {
    if (this.isOver()) return undefined;
    const outcome = await this.consumer.deliver(event);
    if (outcome === 'gone' || this.isOver()) return undefined;
    if (outcome === 'delivered') return this.stores.failures.settle(this.consumer.id, event.position);
    await this.stores.failures.failAgain(this.consumer.id, event.position, afterFailedTry(attempts + 1, outcome.error, this.nowMs()));
    return undefined;
  }

  private isOver(): boolean {
    return this.consumer.isGone || this.signal.aborted;
  }
}

/** Events of one customer stay together; what belongs to no customer stands by itself. */
function lanesOf(events: readonly OutboxEvent[]): ReadonlyMap<string, readonly OutboxEvent[]> {
  const lanes = new Map<string, OutboxEvent[]>();
  for (const event of events) {
    const key = event.customerId ?? `event ${event.id}`;
    const lane = lanes.get(key);
    if (lane) lane.push(event);
    else lanes.set(key, [event]);
  }
  return lanes;
}

const waiting = (event: OutboxEvent): FailureDraft => ({ event, error: null, nextTryAtMs: 0 });

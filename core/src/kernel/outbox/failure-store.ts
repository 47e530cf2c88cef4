import type { Knex } from 'knex';
import type { Database } from '../database/database.js';
import { lockCursor } from './cursor-lock.js';
import { OUTBOX_ACTOR } from './outbox-actor.js';
import { EVENT_COLUMNS, type EventRow, eventOf, type OutboxEvent } from './outbox-event.js';

/**
 * `retrying`: delivered again at an instant. `waiting`: behind an earlier event of the same customer. `parked`: left to an admin.
 * The first row of a customer's queue is never `waiting`.
 */
export type FailureState = 'retrying' | 'waiting' | 'parked';

/** An event that was not delivered in its turn: it failed with an error, or (`null`) it waits behind one of the same customer. */
export interface FailureDraft {
  readonly event: OutboxEvent;
  readonly error: string | null;
  readonly nextTryAtMs: number;
}

export interface QueuedEvent {
  readonly event: OutboxEvent;
  readonly attempts: number;
}

export interface FailedTry {
  readonly state: 'retrying' | 'parked';
  readonly attempts: number;
  readonly nextTryAtMs: number;
  readonly error: string;
}

type FailureRow = { readonly customer_id: string | null; readonly state: FailureState; readonly attempts: number | string };
type QueuedRow = FailureRow & EventRow;

const ERROR_LENGTH = 1000;

/** The events of each consumer that could not be delivered in their turn: a queue per customer, and each event without one by itself. */
export class FailureStore {
  constructor(private readonly database: Database) {}

  /** Which of these customers have a queue. */
  async queuedCustomers(consumer: string, customerIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database
      .reader('outbox_failure')
      .where({ consumer })
      .whereIn('customer_id', customerIds)
      .distinct('customer_id');
    return new Set((rows as { customer_id: string }[]).map((row) => row.customer_id));
  }

  /** Which of these consumers have an event to try again now. */
  async consumersWithDue(consumers: readonly string[], nowMs: number): Promise<ReadonlySet<string>> {
    const due = this.database.reader('outbox_failure').whereIn('consumer', consumers).where('state', 'retrying');
    const rows = await due.where('next_try_at_ms', '<=', nowMs).distinct('consumer');
    return new Set((rows as { consumer: string }[]).map((row) => row.consumer));
  }

  /** The events to try again now, each of another customer. */
  async due(consumer: string, nowMs: number, limit: number): Promise<readonly QueuedEvent[]> {
    const rows = await queued(this.database.reader, consumer)
      .where('outbox_failure.state', 'retrying')
      .where('next_try_at_ms', '<=', nowMs)
      .orderBy('outbox_failure.position')
      .limit(limit);
    return (rows as QueuedRow[]).map(queuedEventOf);
  }

  /** Takes an event out of its queue; returns the next one of the same customer, which may be delivered at once. */
  settle(consumer: string, position: number): Promise<QueuedEvent | undefined> {
    return this.database.transaction(OUTBOX_ACTOR, async ({ sql }) => {
      await lockCursor(sql, consumer);
      return removeFailure(sql, consumer, position);
    });
  }

  /** Nothing happens when an admin has skipped the event meanwhile. */
  async failAgain(consumer: string, position: number, failed: FailedTry): Promise<void> {
    await this.database.transaction(OUTBOX_ACTOR, async ({ sql }) => {
      await lockCursor(sql, consumer);
      await sql('outbox_failure')
        .where({ consumer, position })
        .update({
          state: failed.state,
          attempts: failed.attempts,
          next_try_at_ms: failed.nextTryAtMs,
          error: failed.error.slice(0, ERROR_LENGTH),
        });
    });
  }
}

/** Adds events to the queues, in order of position. */
export async function insertFailures(sql: Knex, consumer: string, drafts: readonly FailureDraft[]): Promise<void> {
  for (const { event, error, nextTryAtMs } of drafts) {
    // What it was to wait behind may have been skipped by an admin a moment ago: then it is the first itself.
    const isWaiting = error === null && (await hasQueue(sql, consumer, event.customerId));
    await sql('outbox_failure').insert({
      consumer,
      position: event.position,
      customer_id: event.customerId,
      state: isWaiting ? 'waiting' : 'retrying',
      attempts: error === null ? 0 : 1,
      next_try_at_ms: error === null ? 0 : nextTryAtMs,
      error: error?.slice(0, ERROR_LENGTH) ?? null,
    });
  }
}

/** Takes an event out of its queue and lets the next one of the same customer be first. Call it under the consumer's lock. */
export async function removeFailure(sql: Knex, consumer: string, position: number): Promise<QueuedEvent | undefined> {
  const removed = await sql('outbox_failure')
    .where({ consumer, position })
    .first<{ customer_id: string | null } | undefined>('customer_id');
  await sql('outbox_failure').where({ consumer, position }).delete();
  if (!removed?.customer_id) return undefined;
  const next = (await queued(sql, consumer)
    .where('outbox_failure.customer_id', removed.customer_id)
    .orderBy('outbox_failure.position')
    .first()) as QueuedRow | undefined;
  if (next?.state !== 'waiting') return undefined;
  await sql('outbox_failure').where({ consumer, position: next.position }).update({ state: 'retrying', attempts: 0, next_try_at_ms: 0 });
  return queuedEventOf(next);
}

async function hasQueue(sql: Knex, consumer: string, customerId: string | null): Promise<boolean> {
  if (customerId === null) return false;
  return (await sql('outbox_failure').where({ consumer, customer_id: customerId }).first('position')) !== undefined;
}

function queued(knex: Knex, consumer: string): Knex.QueryBuilder {
  return knex('outbox_failure')
    .join('outbox_event', 'outbox_event.position', 'outbox_failure.position')
    .where('outbox_failure.consumer', consumer)
    .select([...EVENT_COLUMNS, 'outbox_failure.state', 'outbox_failure.attempts']);
}

function queuedEventOf(row: QueuedRow): QueuedEvent {
  return { event: eventOf(row), attempts: Number(row.attempts) };
}

import { conflict, notFound } from '@tapline/sdk';
import type { Knex } from 'knex';
import type { Database } from '../database/database.js';
import { lockCursor } from './cursor-lock.js';
import { type FailureState, removeFailure } from './failure-store.js';
import { OUTBOX_ACTOR } from './outbox-actor.js';

const LIST_LIMIT = 500;

/** An event that a consumer has not taken, as an admin sees it. */
export interface OutboxFailure {
  readonly consumer: string;
  readonly position: number;
  readonly eventId: string;
  readonly eventName: string;
  readonly customerId: string | null;
  readonly occurredAtMs: number;
  readonly state: FailureState;
  readonly attempts: number;
  /** Real time; 0 for at once. */
  readonly nextTryAtMs: number;
  readonly error: string | null;
}

/** Where an admin sees what could not be delivered, and decides. */
export class FailureDesk {
  constructor(private readonly database: Database) {}

  /** The oldest 500. */
  async list(): Promise<readonly OutboxFailure[]> {
    const rows = (await this.database
      .reader('outbox_failure')
      .join('outbox_event', 'outbox_event.position', 'outbox_failure.position')
      .orderBy(['outbox_failure.position', 'outbox_failure.consumer'])
      .limit(LIST_LIMIT)
      .select('outbox_failure.*', 'outbox_event.id', 'outbox_event.name', 'outbox_event.occurred_at_ms')) as Record<
      string,
      string | null
    >[];
    return rows.map((row) => ({
      consumer: String(row.consumer),
      position: Number(row.position),
      eventId: String(row.id),
      eventName: String(row.name),
      customerId: row.customer_id ?? null,
      occurredAtMs: Number(row.occurred_at_ms),
      state: row.state as FailureState,
      attempts: Number(row.attempts),
      nextTryAtMs: Number(row.next_try_at_ms),
      error: row.error ?? null,
    }));
  }

  /** Lets an event be tried now and gives it all its tries again. */
  async retry(consumer: string, position: number): Promise<void> {
    await this.change(consumer, position, async (sql, state) => {
      if (state === 'waiting') {
        throw conflict('OUTBOX_EVENT_WAITING', 'this event waits behind an earlier one of the same customer; retry or skip that one');
      }
      await sql('outbox_failure').where({ consumer, position }).update({ state: 'retrying', attempts: 0, next_try_at_ms: 0 });
    });
  }

  /** Gives an event up: this consumer will never get it. */
  async skip(consumer: string, position: number): Promise<void> {
    await this.change(consumer, position, (sql) => removeFailure(sql, consumer, position));
  }

  private async change(consumer: string, position: number, work: (sql: Knex, state: FailureState) => Promise<unknown>): Promise<void> {
    await this.database.transaction(OUTBOX_ACTOR, async ({ sql }) => {
      await lockCursor(sql, consumer);
      const row = await sql('outbox_failure').where({ consumer, position }).first<{ state: FailureState } | undefined>('state');
      if (!row) {
        throw notFound(
          'OUTBOX_FAILURE_UNKNOWN',
          `${consumer} has no failed event at position ${position}; it may have been delivered by now`,
        );
      }
      await work(sql, row.state);
    });
  }
}

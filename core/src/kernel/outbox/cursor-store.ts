import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/database-error.js';
import { lockCursor } from './cursor-lock.js';
import { type FailureDraft, insertFailures } from './failure-store.js';
import { OUTBOX_ACTOR } from './outbox-actor.js';
import { EVENT_COLUMNS, type EventRow, eventOf, type OutboxEvent } from './outbox-event.js';

const PRUNE_BATCH = 500;

/** How far each consumer has come, and what lies ahead of it. */
export class CursorStore {
  constructor(private readonly database: Database) {}

  /** Starts a consumer at a position, unless it has started before. */
  async start(consumer: string, position: number): Promise<void> {
    await this.database.transaction(OUTBOX_ACTOR, async ({ sql }) => {
      if (await sql('outbox_cursor').where({ consumer }).first('consumer')) return;
      try {
        await sql('outbox_cursor').insert({ consumer, position });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    });
  }

  async all(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database
      .reader('outbox_cursor')
      .select<{ consumer: string; position: number | string }[]>('consumer', 'position');
    return new Map(rows.map((row) => [row.consumer, Number(row.position)]));
  }

  async find(consumer: string): Promise<number | undefined> {
    const row = await this.database
      .reader('outbox_cursor')
      .where({ consumer })
      .first<{ position: number | string } | undefined>('position');
    return row && Number(row.position);
  }

  /** The events of these names after one position and up to another, in order. */
  async eventsBetween(names: readonly string[], after: number, upTo: number, limit: number): Promise<readonly OutboxEvent[]> {
    const rows = await this.database
      .reader('outbox_event')
      .whereIn('name', names)
      .where('position', '>', after)
      .where('position', '<=', upTo)
      .orderBy('position')
      .limit(limit)
      .select<EventRow[]>(EVENT_COLUMNS);
    return rows.map(eventOf);
  }

  /** Moves a cursor and keeps what failed on the way, both or neither; false when the cursor is no longer where it was. */
  advance(move: {
    readonly consumer: string;
    readonly from: number;
    readonly to: number;
    readonly failures: readonly FailureDraft[];
  }): Promise<boolean> {
    return this.database.transaction(OUTBOX_ACTOR, async ({ sql }) => {
      if ((await lockCursor(sql, move.consumer)) !== move.from) return false;
      await insertFailures(sql, move.consumer, move.failures);
      await sql('outbox_cursor').where({ consumer: move.consumer }).update({ position: move.to });
      return true;
    });
  }

  /**
   * Deletes events that are older than an instant of business time, delivered to all these consumers and not waiting to be tried again; returns
   * how many.
   */
  async prune(beforeMs: number, consumers: readonly string[]): Promise<number> {
    for (let deleted = 0; ; ) {
      const count = await this.pruneBatch(beforeMs, consumers);
      deleted += count;
      if (count < PRUNE_BATCH) return deleted;
    }
  }

  private pruneBatch(beforeMs: number, consumers: readonly string[]): Promise<number> {
    return this.database.transaction(OUTBOX_ACTOR, async ({ sql }) => {
      const [slowest] = await sql('outbox_cursor')
        .whereIn('consumer', consumers)
        .min<{ least: number | string | null }[]>({ least: 'position' });
      const rows = await sql('outbox_event')
        .where('position', '<=', Number(slowest?.least ?? Number.MAX_SAFE_INTEGER))
        .where('occurred_at_ms', '<', beforeMs)
        .whereNotIn('position', sql('outbox_failure').select('position'))
        .limit(PRUNE_BATCH)
        .select<{ sequence: number | string }[]>('sequence');
      const sequences = rows.map((row) => row.sequence);
      return sequences.length === 0 ? 0 : sql('outbox_event').whereIn('sequence', sequences).delete();
    });
  }
}

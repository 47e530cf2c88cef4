import type { Knex } from 'knex';
import type { Database } from '../database/database.js';
import { isDuplicate, TransactionConflict } from '../database/database-error.js';
import { OUTBOX_ACTOR } from './outbox-actor.js';

const BATCH = 500;
/** The cursor row that holds the last position given. It outlives the events, so that no position is ever given twice. */
const NUMBERING = '#numbering';

/** Gives committed events their place in the order of delivery. */
export class PositionStore {
  constructor(private readonly database: Database) {}

  /** Numbers all that is committed and returns the last position given. */
  async numberAll(): Promise<number> {
    for (;;) {
      const { count, last } = await this.database.transaction(OUTBOX_ACTOR, ({ sql }) => numberBatch(sql));
      if (count < BATCH) return last;
    }
  }

  /** The last position given. */
  async last(): Promise<number> {
    const row = await this.database
      .reader('outbox_cursor')
      .where({ consumer: NUMBERING })
      .first<{ position: number | string } | undefined>('position');
    return Number(row?.position ?? 0);
  }

  async hasUnnumbered(): Promise<boolean> {
    return (await this.database.reader('outbox_event').whereNull('position').first('sequence')) !== undefined;
  }
}

async function numberBatch(sql: Knex): Promise<{ count: number; last: number }> {
  const before = await lockNumbering(sql);
  const rows = await sql('outbox_event')
    .whereNull('position')
    .orderBy('sequence')
    .limit(BATCH)
    .select<{ sequence: number | string }[]>('sequence');
  if (rows.length === 0) return { count: 0, last: before };
  const sequences = rows.map((row) => Number(row.sequence));
  const cases = sequences.map((sequence, index) => `WHEN ${sequence} THEN ${before + index + 1}`).join(' ');
  const last = before + sequences.length;
  await sql('outbox_event')
    .whereIn('sequence', sequences)
    .update({ position: sql.raw(`CASE sequence ${cases} END`) });
  await sql('outbox_cursor').where({ consumer: NUMBERING }).update({ position: last });
  return { count: sequences.length, last };
}

async function lockNumbering(sql: Knex): Promise<number> {
  const row = await sql('outbox_cursor')
    .where({ consumer: NUMBERING })
    .forUpdate()
    .first<{ position: number | string } | undefined>('position');
  if (row) return Number(row.position);
  try {
    await sql('outbox_cursor').insert({ consumer: NUMBERING, position: 0 });
    return 0;
  } catch (error) {
    throw isDuplicate(error) ? new TransactionConflict('another process began to number events') : error;
  }
}

import type { Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { DebugKind, DebugSwitch, DebugTopic } from './debug-topic.js';

type Row = Readonly<Record<string, string | number | null>>;

/** What the debug log is switched on for. Times are real time. */
export class DebugStore {
  /** Those that have not ended, the newest first. */
  async list(tx: Transaction, nowMs: number): Promise<readonly DebugSwitch[]> {
    const rows = (await sqlOf(tx)('radius_debug as d')
      .leftJoin('router as r', (on) => on.on('r.id', 'd.value').andOnVal('d.kind', 'router'))
      .where('d.ends_at_ms', '>', nowMs)
      .orderBy([
        { column: 'd.started_at_ms', order: 'desc' },
        { column: 'd.id', order: 'desc' },
      ])
      .select('d.*', { router_name: 'r.name' })) as Row[];
    return rows.map((row) => ({
      ...toTopic(row),
      id: String(row.id),
      title: String(row.router_name ?? row.value),
      startedAtMs: Number(row.started_at_ms),
      startedBy: String(row.started_by),
    }));
  }

  /** Takes the place of one for the same. */
  async put(tx: Transaction, draft: Omit<DebugSwitch, 'title'>): Promise<void> {
    const { id, kind, value, startedAtMs, endsAtMs, startedBy } = draft;
    const row = { id, kind, value, started_at_ms: startedAtMs, ends_at_ms: endsAtMs, started_by: startedBy };
    await sqlOf(tx)('radius_debug').insert(row).onConflict(['kind', 'value']).merge();
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await sqlOf(tx)('radius_debug').where({ id }).delete();
  }

  async removeEnded(tx: Transaction, nowMs: number): Promise<void> {
    await sqlOf(tx)('radius_debug').where('ends_at_ms', '<=', nowMs).delete();
  }
}

/** What RADIUS follows, outside of any operation. */
export async function readDebugTopics(knex: Knex, nowMs: number): Promise<readonly DebugTopic[]> {
  const rows = (await knex('radius_debug').where('ends_at_ms', '>', nowMs).orderBy('id').select('kind', 'value', 'ends_at_ms')) as Row[];
  return rows.map(toTopic);
}

function toTopic(row: Row): DebugTopic {
  return { kind: row.kind as DebugKind, value: String(row.value), endsAtMs: Number(row.ends_at_ms) };
}

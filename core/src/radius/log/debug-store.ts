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
    const topics = await withLines(sqlOf(tx), rows.map(toTopic));
    return rows.map((row, index) => ({
      ...(topics[index] as DebugTopic),
      id: String(row.id),
      title: titleOf(topics[index] as DebugTopic, row.router_name),
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
  return withLines(knex, rows.map(toTopic));
}

/** Topics that are a line's login with that line. */
async function withLines(sql: Knex, topics: readonly DebugTopic[]): Promise<readonly DebugTopic[]> {
  const logins = topics.flatMap(({ kind, value }) => (kind === 'user' ? value : []));
  if (logins.length === 0) return topics;
  const rows = (await sql('service as s')
    .leftJoin('service_device as d', 'd.service_id', 's.id')
    .whereIn('s.login', logins)
    .orderBy(['s.id', 'd.mac_address'])
    .select('s.id', 's.login', 'd.mac_address')) as Row[];
  return topics.map((topic) => {
    const own = topic.kind === 'user' ? rows.filter(({ login }) => login === topic.value) : [];
    if (!own[0]) return topic;
    const macAddresses = own.flatMap((row) => (row.mac_address === null ? [] : String(row.mac_address)));
    return { ...topic, line: { serviceId: String(own[0].id), login: topic.value, macAddresses } };
  });
}

function titleOf({ value, line }: DebugTopic, routerName: string | number | null | undefined): string {
  const devices = line?.macAddresses ?? [];
  return devices.length === 0 ? String(routerName ?? value) : `${value} (and as ${devices.join(', ')})`;
}

function toTopic(row: Row): DebugTopic {
  return { kind: row.kind as DebugKind, value: String(row.value), endsAtMs: Number(row.ends_at_ms) };
}

import type { AccessReason, Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { deleteSome } from '../../kernel/database/delete-some.js';
import { newId } from '../../kernel/ids/id.js';
import { writeInBulk } from '../accounting/bulk-statement.js';
import type { SessionMarks } from './disconnect-client.js';

/**
 * `pending`: not sent yet. `unanswered`: sent in vain, tried again. `acknowledged`, `refused`: the router's word, final. `withdrawn`: nothing
 * to do any more, the session has ended or the line was opened.
 */
export type DisconnectState = 'pending' | 'acknowledged' | 'refused' | 'unanswered' | 'withdrawn';

/** A request that is due, with what is needed to send it. */
export interface DueDisconnect extends SessionMarks {
  readonly id: string;
  readonly sessionId: string;
  readonly routerId: string;
  readonly macAddress: string | null;
  readonly reason: string;
  readonly attempts: number;
}

export interface DisconnectResult {
  readonly id: string;
  readonly state: DisconnectState;
  readonly attempts: number;
  /** Real time. */
  readonly nextTryAtMs: number | null;
  readonly errorCause: string | null;
  readonly answeredAtMs: number | null;
}

type Row = Readonly<Record<string, string | number | null>>;

const SESSIONS_PER_STEP = 500;

/** The Disconnect-Requests to be sent, and what became of them. */
export class DisconnectStore {
  /**
   * Makes a request for every session that is online on a line that is shut, once for each version of the line's access; how many were made.
   * `nowMs` is business time, `dueAtMs` real time.
   */
  async queue(tx: Transaction, at: { readonly nowMs: number; readonly dueAtMs: number; readonly serviceId?: string }): Promise<number> {
    const query = sqlOf(tx)('radius_session as s')
      .join('service_access as a', 'a.service_id', 's.service_id')
      .leftJoin('disconnect_request as d', (on) => on.on('d.session_id', 's.id').andOn('d.access_version', 'a.version'))
      .whereNull('s.stopped_at_ms')
      .where('a.is_allowed', 0)
      .whereNull('d.id')
      .limit(SESSIONS_PER_STEP)
      .select('s.id', 's.service_id', 's.router_id', 'a.version', 'a.reasons');
    if (at.serviceId !== undefined) query.where('s.service_id', at.serviceId);
    const rows = (await query) as Row[];
    await writeInBulk(tx, {
      table: 'disconnect_request',
      columns: [
        'id',
        'session_id',
        'service_id',
        'router_id',
        'access_version',
        'reason',
        'state',
        'attempts',
        'next_try_at_ms',
        'created_at_ms',
      ],
      rows: rows.map((row) => [
        newId(),
        row.id as string,
        row.service_id as string,
        row.router_id as string,
        Number(row.version),
        blockReason(String(row.reasons)),
        'pending',
        0,
        at.dueAtMs,
        at.nowMs,
      ]),
      // The sweep and an event may find the same session at once: either's request will do.
      onExisting: { key: ['session_id', 'access_version'], replace: ['session_id'] },
    });
    return rows.length;
  }

  /** Ends the requests that are due and have lost their reason. */
  async withdraw(tx: Transaction, realNowMs: number): Promise<void> {
    const rows = (await due(sqlOf(tx), realNowMs)
      .where((either) => {
        void either
          .whereNotNull('s.stopped_at_ms')
          .orWhereNull('s.id')
          .orWhereNull('a.version')
          .orWhere('a.is_allowed', 1)
          .orWhereRaw('a.version <> d.access_version');
      })
      .limit(SESSIONS_PER_STEP)
      .select('d.id')) as { id: string }[];
    if (rows.length === 0) return;
    await sqlOf(tx)('disconnect_request')
      .whereIn(
        'id',
        rows.map(({ id }) => id),
      )
      .update({ state: 'withdrawn', next_try_at_ms: null });
  }

  async routersWithDue(tx: Transaction, realNowMs: number): Promise<readonly string[]> {
    const rows = (await due(sqlOf(tx), realNowMs).distinct('d.router_id')) as { router_id: string }[];
    return rows.map((row) => row.router_id);
  }

  /** Takes requests of a router that are due; nobody else gets them before `untilMs`, real time. */
  async claim(
    tx: Transaction,
    wanted: { readonly routerId: string; readonly limit: number; readonly realNowMs: number; readonly untilMs: number },
  ): Promise<readonly DueDisconnect[]> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const query = sql('disconnect_request')
      .where('router_id', wanted.routerId)
      .where('next_try_at_ms', '<=', wanted.realNowMs)
      .orderBy(['next_try_at_ms', 'id'])
      .limit(wanted.limit)
      .select('id');
    const ids = ((await (dialect === 'mysql' ? query.forUpdate() : query)) as { id: string }[]).map(({ id }) => id);
    if (ids.length === 0) return [];
    await sql('disconnect_request').whereIn('id', ids).update({ next_try_at_ms: wanted.untilMs });
    const rows = (await sql('disconnect_request as d')
      .join('radius_session as s', 's.id', 'd.session_id')
      .whereIn('d.id', ids)
      .select('d.id', 'd.session_id', 'd.router_id', 'd.reason', 'd.attempts', 's.login', 's.acct_session_id')
      .select('s.ipv4_address', 's.mac_address', 's.nas_ip_address')) as Row[];
    return rows.map(toDue);
  }

  async record(tx: Transaction, result: DisconnectResult): Promise<void> {
    await sqlOf(tx)('disconnect_request').where('id', result.id).update({
      state: result.state,
      attempts: result.attempts,
      next_try_at_ms: result.nextTryAtMs,
      error_cause: result.errorCause,
      answered_at_ms: result.answeredAtMs,
    });
  }

  /** Deletes some of the requests that were made before an instant and need nothing more; how many, 0 when none is left. */
  pruneSome(tx: Transaction, beforeMs: number): Promise<number> {
    return deleteSome(tx, {
      table: 'disconnect_request',
      where: 'next_try_at_ms IS NULL AND created_at_ms < ?',
      values: [beforeMs],
    });
  }

  /** The router knows no such session: its Stop was lost, and it lasted at least until it was last heard of. */
  async closeLostSession(tx: Transaction, sessionId: string): Promise<void> {
    const sql = sqlOf(tx);
    await sql('radius_session')
      .where('id', sessionId)
      .whereNull('stopped_at_ms')
      .update({ stopped_at_ms: sql.ref('last_seen_ms'), terminate_cause: 'Lost-Session' });
  }
}

function due(sql: Knex, realNowMs: number): Knex.QueryBuilder {
  return sql('disconnect_request as d')
    .leftJoin('radius_session as s', 's.id', 'd.session_id')
    .leftJoin('service_access as a', 'a.service_id', 'd.service_id')
    .where('d.next_try_at_ms', '<=', realNowMs);
}

function blockReason(reasons: string): string {
  return (JSON.parse(reasons) as AccessReason[]).find(({ effect }) => effect === 'block')?.text ?? 'the line is shut';
}

function toDue(row: Row): DueDisconnect {
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]));
  return {
    id: String(row.id),
    sessionId: String(row.session_id),
    routerId: String(row.router_id),
    reason: String(row.reason),
    attempts: Number(row.attempts),
    login: String(row.login),
    acctSessionId: String(row.acct_session_id),
    ipv4Address: text('ipv4_address'),
    macAddress: text('mac_address'),
    nasIpAddress: text('nas_ip_address'),
  };
}

import type { Transaction } from '@tapline/sdk';
import { isDuplicate, TransactionConflict } from '../../kernel/database/database-error.js';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import type { RouterRecord } from './accounting-record.js';
import type { StoredSession } from './apply-accounting.js';
import { type ColumnValue, writeInBulk } from './bulk-statement.js';

/** What a service used on a day, beyond what is written already. */
export interface UsageDelta {
  readonly serviceId: string;
  readonly day: string;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
}

type SessionRow = Readonly<Record<string, string | number | null>>;

const VALUES_PER_QUERY = 500;
const FIXED_COLUMNS = ['id', 'identity', 'generation', 'router_id', 'acct_session_id', 'service_id', 'login'];
const LIVE_COLUMNS = [
  'ipv4_address',
  'mac_address',
  'nas_ip_address',
  'start_digest',
  'started_at_ms',
  'last_seen_ms',
  'stopped_at_ms',
  'terminate_cause',
  'session_seconds',
  'download_octets',
  'upload_octets',
];

export class AccountingStore {
  /** How far a journal was applied; held until the transaction ends. A journal that is not known begins at `otherwise`. */
  async lockPosition(tx: Transaction, journalId: string, otherwise: number): Promise<number> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const query = sql('radius_journal').where('journal_id', journalId).select('applied_position');
    const [row] = (await (dialect === 'mysql' ? query.forUpdate() : query)) as { applied_position: number | string }[];
    if (row) return Number(row.applied_position);
    await sql('radius_journal').insert({ journal_id: journalId, applied_position: otherwise });
    return otherwise;
  }

  async setPosition(tx: Transaction, journalId: string, position: number): Promise<void> {
    await sqlOf(tx)('radius_journal').where('journal_id', journalId).update({ applied_position: position });
  }

  /** All generations of the identities, held until the transaction ends. */
  async sessions(tx: Transaction, identities: readonly string[]): Promise<readonly StoredSession[]> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const found: StoredSession[] = [];
    for (let at = 0; at < identities.length; at += VALUES_PER_QUERY) {
      const query = sql('radius_session')
        .whereIn('identity', identities.slice(at, at + VALUES_PER_QUERY))
        .orderBy(['identity', 'generation'])
        .select('*', sql.raw('CAST(download_octets AS CHAR) AS download_text'), sql.raw('CAST(upload_octets AS CHAR) AS upload_text'));
      found.push(...((await (dialect === 'mysql' ? query.forUpdate() : query)) as SessionRow[]).map(toSession));
    }
    return found;
  }

  async serviceIdsByLogin(tx: Transaction, logins: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (let at = 0; at < logins.length; at += VALUES_PER_QUERY) {
      const rows = await sqlOf(tx)('service')
        .whereIn('login', logins.slice(at, at + VALUES_PER_QUERY))
        .select<{ id: string; login: string }[]>('id', 'login');
      for (const { id, login } of rows) found.set(login, id);
    }
    return found;
  }

  async insertSessions(tx: Transaction, sessions: readonly StoredSession[]): Promise<void> {
    try {
      await writeInBulk(tx, { table: 'radius_session', columns: [...FIXED_COLUMNS, ...LIVE_COLUMNS], rows: sessions.map(toRow) });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new TransactionConflict('another RADIUS server has written one of these sessions at the same time', { cause: error });
    }
  }

  async updateSessions(tx: Transaction, sessions: readonly StoredSession[]): Promise<void> {
    await writeInBulk(tx, {
      table: 'radius_session',
      columns: [...FIXED_COLUMNS, ...LIVE_COLUMNS],
      rows: sessions.map(toRow),
      onExisting: { key: ['id'], replace: LIVE_COLUMNS },
    });
  }

  /** None of the router's sessions that began before is left; how long they lasted is known only for one that told it was going down. */
  async closeSessionsOfRouter(tx: Transaction, { routerId, kind, happenedAtMs }: RouterRecord): Promise<void> {
    const sql = sqlOf(tx);
    await sql('radius_session')
      .where('router_id', routerId)
      .whereNull('stopped_at_ms')
      .where('started_at_ms', '<=', happenedAtMs)
      .update({
        stopped_at_ms: kind === 'router-off' ? happenedAtMs : sql.ref('last_seen_ms'),
        terminate_cause: kind === 'router-off' ? 'Admin-Reboot' : 'NAS-Reboot',
      });
  }

  async addUsage(tx: Transaction, deltas: readonly UsageDelta[]): Promise<void> {
    await writeInBulk(tx, {
      table: 'usage_day',
      columns: ['service_id', 'day', 'download_octets', 'upload_octets'],
      rows: deltas.map(({ serviceId, day, downloadOctets, uploadOctets }) => [
        serviceId,
        day,
        String(downloadOctets),
        String(uploadOctets),
      ]),
      onExisting: { key: ['service_id', 'day'], add: ['download_octets', 'upload_octets'] },
    });
  }
}

function toRow(session: StoredSession): readonly ColumnValue[] {
  return [
    session.id,
    session.identity,
    session.generation,
    session.routerId,
    session.acctSessionId,
    session.serviceId,
    session.login,
    session.ipv4Address,
    session.macAddress,
    session.nasIpAddress,
    session.startDigest,
    session.startedAtMs,
    session.lastSeenMs,
    session.stoppedAtMs,
    session.terminateCause,
    session.sessionSeconds,
    String(session.downloadOctets),
    String(session.uploadOctets),
  ];
}

function toSession(row: SessionRow): StoredSession {
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]));
  return {
    id: String(row.id),
    identity: String(row.identity),
    generation: Number(row.generation),
    routerId: String(row.router_id),
    acctSessionId: String(row.acct_session_id),
    serviceId: text('service_id'),
    login: String(row.login),
    ipv4Address: text('ipv4_address'),
    macAddress: text('mac_address'),
    nasIpAddress: text('nas_ip_address'),
    startDigest: text('start_digest'),
    startedAtMs: Number(row.started_at_ms),
    lastSeenMs: Number(row.last_seen_ms),
    stoppedAtMs: row.stopped_at_ms === null ? null : Number(row.stopped_at_ms),
    terminateCause: text('terminate_cause'),
    sessionSeconds: Number(row.session_seconds),
    downloadOctets: BigInt(String(row.download_text)),
    uploadOctets: BigInt(String(row.upload_text)),
  };
}

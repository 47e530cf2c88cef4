import { localMonthOf, type Transaction } from '@tapline/sdk';
import { isDuplicate, TransactionConflict } from '../../kernel/database/database-error.js';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { mayBeSameDevice } from '../server/nas-device.js';
import type { RouterRecord } from './accounting-record.js';
import type { LineRate, StoredSession } from './apply-accounting.js';
import { type ColumnValue, writeInBulk } from './bulk-statement.js';
import { readHourBorders, writeHourBorders } from './hour-borders.js';
import { LOST_STOP, silentAfterMs } from './silence.js';

/** What a service used in an hour, beyond what is written already. */
export interface UsageDelta {
  readonly serviceId: string;
  readonly day: string;
  /** When the hour began. */
  readonly hourMs: number;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
  readonly isSessionEnd: boolean;
}

/** A session has begun; what it was the device of is told by router, login and MAC address. */
export interface BegunSession {
  readonly id: string;
  readonly routerId: string;
  readonly serviceId: string | null;
  readonly login: string;
  readonly macAddress: string | null;
  readonly startedAtMs: number;
}

/** How far a journal is applied, and up to when that is all that routers have said. */
export interface JournalProgress {
  readonly position?: number;
  /** Business time. */
  readonly heardAtMs?: number;
  /** A longer pause than this, and what was said in it may be missing. */
  readonly longestDeafnessMs: number;
}

/** A session that is stored, and what it has become. */
export interface SessionUpdate {
  readonly before: StoredSession;
  readonly after: StoredSession;
}

type SessionRow = Readonly<Record<string, string | number | null>>;

const VALUES_PER_QUERY = 500;
const FIXED_COLUMNS = [
  'id',
  'identity',
  'generation',
  'router_id',
  'acct_session_id',
  'service_id',
  'login',
  'granted_digest',
  'session_class',
  'nas_device',
];
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
  'report_interval_seconds',
  'has_gigawords',
  'download_octets',
  'upload_octets',
];
/** They are written only when they have changed, which is seldom; the prefixes have indexes. */
const SELDOM_COLUMNS = ['ipv6_prefix', 'delegated_ipv6_prefix', 'ipv6_address', 'hour_borders'];
const ALL_COLUMNS = [...FIXED_COLUMNS, ...LIVE_COLUMNS, ...SELDOM_COLUMNS];

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

  /** One statement; the order of its assignments matters to MySQL, which uses what it has just assigned. */
  async setProgress(tx: Transaction, journalId: string, { position, heardAtMs, longestDeafnessMs }: JournalProgress): Promise<void> {
    const changes: string[] = [];
    const values: number[] = [];
    if (position !== undefined) {
      changes.push('applied_position = ?');
      values.push(position);
    }
    if (heardAtMs !== undefined) {
      changes.push(
        'hearing_since_ms = CASE WHEN hearing_since_ms IS NULL OR ? - heard_at_ms > ? THEN ? ELSE hearing_since_ms END',
        'heard_at_ms = CASE WHEN heard_at_ms > ? THEN heard_at_ms ELSE ? END',
      );
      values.push(heardAtMs, longestDeafnessMs, heardAtMs, heardAtMs, heardAtMs);
    }
    if (changes.length === 0) return;
    await sqlOf(tx).raw(`UPDATE radius_journal SET ${changes.join(', ')} WHERE journal_id = ?`, [...values, journalId]);
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

  /** By service. */
  async lineRates(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, LineRate>> {
    const found = new Map<string, LineRate>();
    for (let at = 0; at < serviceIds.length; at += VALUES_PER_QUERY) {
      const rows = (await sqlOf(tx)('service_access')
        .whereIn('service_id', serviceIds.slice(at, at + VALUES_PER_QUERY))
        .select('service_id', 'download_bits_per_second', 'upload_bits_per_second')) as SessionRow[];
      for (const row of rows) {
        found.set(String(row.service_id), {
          downloadBitsPerSecond: Number(row.download_bits_per_second),
          uploadBitsPerSecond: Number(row.upload_bits_per_second),
        });
      }
    }
    return found;
  }

  async insertSessions(tx: Transaction, sessions: readonly StoredSession[]): Promise<void> {
    try {
      await writeInBulk(tx, { table: 'radius_session', columns: ALL_COLUMNS, rows: sessions.map(toWholeRow) });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new TransactionConflict('another RADIUS server has written one of these sessions at the same time', { cause: error });
    }
  }

  async updateSessions(tx: Transaction, changes: readonly SessionUpdate[]): Promise<void> {
    const [table, key] = ['radius_session', ['id']];
    await writeInBulk(tx, {
      table,
      columns: [...FIXED_COLUMNS, ...LIVE_COLUMNS],
      rows: changes.flatMap((change) => (hasSeldomChange(change) ? [] : [toRow(change.after)])),
      onExisting: { key, replace: LIVE_COLUMNS },
    });
    await writeInBulk(tx, {
      table,
      columns: ALL_COLUMNS,
      rows: changes.flatMap((change) => (hasSeldomChange(change) ? [toWholeRow(change.after)] : [])),
      onExisting: { key, replace: [...LIVE_COLUMNS, ...SELDOM_COLUMNS] },
    });
  }

  /** None of the device's sessions that began before is left; how long they lasted is known only for one that told it was going down. */
  async closeSessionsOfDevice(tx: Transaction, { routerId, nasDevice, kind, happenedAtMs }: RouterRecord): Promise<void> {
    const sql = sqlOf(tx);
    const [router] = (await sql('router').where('id', routerId).select('address')) as { address: string }[];
    const open = () => sql('radius_session').where('router_id', routerId).whereNull('stopped_at_ms');
    const devices = (await open().distinct('nas_device')) as { nas_device: string | null }[];
    const restarted = devices.map((row) => row.nas_device).filter((device) => mayBeSameDevice(device, nasDevice, router?.address ?? ''));
    await open()
      .where('started_at_ms', '<=', happenedAtMs)
      .where((its) => {
        void its.whereIn(
          'nas_device',
          restarted.filter((device) => device !== null),
        );
        if (restarted.includes(null)) void its.orWhereNull('nas_device');
      })
      .update({
        stopped_at_ms: kind === 'router-off' ? happenedAtMs : sql.ref('last_seen_ms'),
        terminate_cause: kind === 'router-off' ? 'Admin-Reboot' : 'NAS-Reboot',
      });
  }

  /** What the devices of new sessions had open before on the same router and was silent: its Stop was lost. */
  async closeSupersededSessions(tx: Transaction, begun: readonly BegunSession[], intervalSeconds: number): Promise<void> {
    const sql = sqlOf(tx);
    const newest = new Map<string, BegunSession>();
    for (const session of begun) {
      const before = newest.get(deviceOf(session));
      if (session.login !== '' && (!before || before.startedAtMs < session.startedAtMs)) newest.set(deviceOf(session), session);
    }
    const logins = [...new Set([...newest.values()].map(({ login }) => login))];
    for (let at = 0; at < logins.length; at += VALUES_PER_QUERY) {
      const open = (await sql('radius_session')
        .whereIn('login', logins.slice(at, at + VALUES_PER_QUERY))
        .whereNull('stopped_at_ms')
        .select('id', 'router_id', 'login', 'mac_address', 'started_at_ms', 'last_seen_ms', 'report_interval_seconds')) as SessionRow[];
      const superseded = open.filter((row) => {
        const device = { routerId: String(row.router_id), login: String(row.login), macAddress: row.mac_address as string | null };
        const next = newest.get(deviceOf(device));
        const silentMs = silentAfterMs(Math.max(intervalSeconds, Number(row.report_interval_seconds)));
        return next && next.id !== row.id && Number(row.last_seen_ms) < next.startedAtMs - silentMs;
      });
      if (superseded.length === 0) continue;
      await sql('radius_session')
        .whereIn(
          'id',
          superseded.map(({ id }) => String(id)),
        )
        .whereNull('stopped_at_ms')
        // Another server may have been told of one of them at this moment.
        .where('last_seen_ms', '<=', Math.max(...superseded.map((row) => Number(row.last_seen_ms))))
        .update({ stopped_at_ms: sql.ref('last_seen_ms'), terminate_cause: LOST_STOP });
    }
  }

  /** By hour, day and month. */
  async addUsage(tx: Transaction, deltas: readonly UsageDelta[]): Promise<void> {
    await addSums(tx, { table: 'usage_hour', period: 'hour_ms' }, deltas, ({ hourMs }) => hourMs);
    await addSums(tx, { table: 'usage_day', period: 'day' }, deltas, ({ day }) => day);
    await addSums(tx, { table: 'usage_month', period: 'month' }, deltas, ({ day }) => localMonthOf(day));
  }
}

async function addSums(
  tx: Transaction,
  { table, period }: { readonly table: string; readonly period: string },
  deltas: readonly UsageDelta[],
  periodOf: (delta: UsageDelta) => string | number,
): Promise<void> {
  const sums = new Map<string, UsageDelta>();
  for (const delta of deltas) {
    const key = `${delta.serviceId} ${periodOf(delta)}`;
    const sum = sums.get(key);
    sums.set(key, {
      ...delta,
      downloadOctets: (sum?.downloadOctets ?? 0n) + delta.downloadOctets,
      uploadOctets: (sum?.uploadOctets ?? 0n) + delta.uploadOctets,
    });
  }
  await writeInBulk(tx, {
    table,
    columns: ['service_id', period, 'download_octets', 'upload_octets'],
    // In one order everywhere, so that two writers wait for each other instead of deadlocking.
    rows: [...sums.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, delta]) => [delta.serviceId, periodOf(delta), String(delta.downloadOctets), String(delta.uploadOctets)]),
    onExisting: { key: ['service_id', period], add: ['download_octets', 'upload_octets'] },
  });
}

function deviceOf({ routerId, login, macAddress }: Pick<BegunSession, 'routerId' | 'login' | 'macAddress'>): string {
  return JSON.stringify([routerId, login, macAddress]);
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
    session.grantDigest,
    session.sessionClass,
    session.nasDevice,
    session.ipv4Address,
    session.macAddress,
    session.nasIpAddress,
    session.startDigest,
    session.startedAtMs,
    session.lastSeenMs,
    session.stoppedAtMs,
    session.terminateCause,
    session.sessionSeconds,
    session.reportIntervalSeconds,
    session.hasGigawords ? 1 : 0,
    String(session.downloadOctets),
    String(session.uploadOctets),
  ];
}

function toWholeRow(session: StoredSession): readonly ColumnValue[] {
  return [...toRow(session), session.ipv6Prefix, session.delegatedIpv6Prefix, session.ipv6Address, writeHourBorders(session.hourBorders)];
}

function hasSeldomChange({ before, after }: SessionUpdate): boolean {
  return (
    before.hourBorders !== after.hourBorders ||
    before.ipv6Prefix !== after.ipv6Prefix ||
    before.delegatedIpv6Prefix !== after.delegatedIpv6Prefix ||
    before.ipv6Address !== after.ipv6Address
  );
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
    ipv6Prefix: text('ipv6_prefix'),
    delegatedIpv6Prefix: text('delegated_ipv6_prefix'),
    ipv6Address: text('ipv6_address'),
    macAddress: text('mac_address'),
    nasIpAddress: text('nas_ip_address'),
    nasDevice: text('nas_device'),
    startDigest: text('start_digest'),
    startedAtMs: Number(row.started_at_ms),
    lastSeenMs: Number(row.last_seen_ms),
    stoppedAtMs: row.stopped_at_ms === null ? null : Number(row.stopped_at_ms),
    terminateCause: text('terminate_cause'),
    sessionSeconds: Number(row.session_seconds),
    reportIntervalSeconds: Number(row.report_interval_seconds),
    hasGigawords: Number(row.has_gigawords) === 1,
    grantDigest: text('granted_digest'),
    sessionClass: text('session_class'),
    hourBorders: readHourBorders(text('hour_borders')),
    downloadOctets: BigInt(String(row.download_text)),
    uploadOctets: BigInt(String(row.upload_text)),
  };
}

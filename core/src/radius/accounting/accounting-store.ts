import { localMonthOf, type Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { isDuplicate, TransactionConflict } from '../../kernel/database/database-error.js';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { mayBeSameDevice } from '../server/nas-device.js';
import type { RouterRecord } from './accounting-record.js';
import type { LineRate, StoredSession } from './apply-accounting.js';
import { updateInBulk, writeInBulk } from './bulk-statement.js';
import {
  ALL_COLUMNS,
  CHANGING_COLUMNS,
  COUNTED_COLUMNS,
  countedValues,
  hasOnlyCounted,
  type SessionRow,
  type SessionUpdate,
  toRow,
  toSession,
} from './session-rows.js';
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

/** A session as its router tells of it. */
export interface WantedSession {
  readonly serviceId: string;
  readonly acctSessionId: string;
  /** When it began; business time. */
  readonly aroundMs: number;
}

/** One that a session's router has told beside the first of its kind, with its length. */
export interface SessionPrefix {
  readonly sessionId: string;
  readonly prefix: string;
}

/** How far a journal is applied, and up to when that is all that routers have said. */
export interface JournalProgress {
  readonly position?: number;
  /** Business time. */
  readonly heardAtMs?: number;
  /** A longer pause than this, and what was said in it may be missing. */
  readonly longestDeafnessMs: number;
}

const VALUES_PER_QUERY = 500;

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
    const found: StoredSession[] = [];
    for (let at = 0; at < identities.length; at += VALUES_PER_QUERY) {
      const some = identities.slice(at, at + VALUES_PER_QUERY);
      found.push(...(await heldSessions(tx, (query) => query.whereIn('identity', some))));
    }
    return found;
  }

  /** Those that our Class named and that began about then, held until the transaction ends; some more than were asked for among them. */
  async sessionsOfServices(tx: Transaction, wanted: readonly WantedSession[], withinMs: number): Promise<readonly StoredSession[]> {
    const found = new Map<string, StoredSession>();
    for (let at = 0; at < wanted.length; at += VALUES_PER_QUERY) {
      const some = wanted.slice(at, at + VALUES_PER_QUERY);
      const instants = some.map(({ aroundMs }) => aroundMs);
      const sessions = await heldSessions(tx, (query) =>
        query
          .whereIn('service_id', [...new Set(some.map(({ serviceId }) => serviceId))])
          .whereIn('acct_session_id', [...new Set(some.map(({ acctSessionId }) => acctSessionId))])
          .whereBetween('started_at_ms', [Math.min(...instants) - withinMs, Math.max(...instants) + withinMs])
          .whereNotNull('session_class'),
      );
      for (const session of sessions) found.set(session.id, session);
    }
    return [...found.values()];
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
      await writeInBulk(tx, { table: 'radius_session', columns: ALL_COLUMNS, rows: sessions.map(toRow) });
    } catch (error) {
      throw isDuplicate(error) ? conflictOf(error) : error;
    }
  }

  async updateSessions(tx: Transaction, changes: readonly SessionUpdate[]): Promise<void> {
    const counted: SessionUpdate[] = [];
    const changed: SessionUpdate[] = [];
    for (const change of changes) (hasOnlyCounted(change) ? counted : changed).push(change);
    await updateInBulk(tx, {
      table: 'radius_session',
      key: 'id',
      columns: COUNTED_COLUMNS,
      rows: counted.map(({ after }) => [after.id, ...countedValues(after)]),
    });
    await writeInBulk(tx, {
      table: 'radius_session',
      columns: ALL_COLUMNS,
      rows: changed.map(({ after }) => toRow(after)),
      onExisting: { key: ['id'], replace: [...COUNTED_COLUMNS, ...CHANGING_COLUMNS] },
    });
  }

  /** Their routers were given a new Class inside of them: they are known by that one now, and have what it granted. */
  async renewClasses(tx: Transaction, changes: readonly SessionUpdate[]): Promise<void> {
    try {
      await updateInBulk(tx, {
        table: 'radius_session',
        key: 'id',
        columns: ['identity', 'session_class', 'granted_digest'],
        rows: changes.map(({ after }) => [after.id, after.identity, after.sessionClass, after.grantDigest]),
      });
    } catch (error) {
      throw isDuplicate(error) ? conflictOf(error) : error;
    }
  }

  /** Those that are known stay. */
  async addPrefixes(tx: Transaction, prefixes: readonly SessionPrefix[]): Promise<void> {
    const rows = new Map(prefixes.map(({ sessionId, prefix }) => [`${sessionId} ${prefix}`, [sessionId, prefix]]));
    await writeInBulk(tx, {
      table: 'radius_session_prefix',
      columns: ['session_id', 'prefix'],
      rows: [...rows.values()],
      onExisting: { key: ['session_id', 'prefix'], replace: ['prefix'] },
    });
  }

  /**
   * None of the device's sessions that began before is left; how long they lasted is known only for one that told it was going down. Returns the
   * services that they were of.
   */
  async closeSessionsOfDevice(tx: Transaction, { routerId, nasDevice, kind, happenedAtMs }: RouterRecord): Promise<readonly string[]> {
    const sql = sqlOf(tx);
    const [router] = (await sql('router').where('id', routerId).select('address')) as { address: string }[];
    const open = () => sql('radius_session').where('router_id', routerId).whereNull('stopped_at_ms');
    const devices = (await open().distinct('nas_device')) as { nas_device: string | null }[];
    const restarted = devices.map((row) => row.nas_device).filter((device) => mayBeSameDevice(device, nasDevice, router?.address ?? ''));
    const lost = () =>
      open()
        .where('started_at_ms', '<=', happenedAtMs)
        .where((its) => {
          void its.whereIn(
            'nas_device',
            restarted.filter((device) => device !== null),
          );
          if (restarted.includes(null)) void its.orWhereNull('nas_device');
        });
    const services = (await lost().whereNotNull('service_id').distinct('service_id')) as { service_id: string }[];
    await lost().update({
      stopped_at_ms: kind === 'router-off' ? happenedAtMs : sql.ref('last_seen_ms'),
      terminate_cause: kind === 'router-off' ? 'Admin-Reboot' : 'NAS-Reboot',
      restarted_at_ms: happenedAtMs,
    });
    return services.map((row) => row.service_id);
  }

  /** What the devices of new sessions had open before on the same router and was silent: its Stop was lost. Returns the services that they were of. */
  async closeSupersededSessions(tx: Transaction, begun: readonly BegunSession[], intervalSeconds: number): Promise<readonly string[]> {
    const sql = sqlOf(tx);
    const services = new Set<string>();
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
        .select(
          'id',
          'service_id',
          'router_id',
          'login',
          'mac_address',
          'started_at_ms',
          'last_seen_ms',
          'report_interval_seconds',
        )) as SessionRow[];
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
      for (const { service_id: serviceId } of superseded) if (serviceId) services.add(String(serviceId));
    }
    return [...services];
  }

  /** By hour, day and month. */
  async addUsage(tx: Transaction, deltas: readonly UsageDelta[]): Promise<void> {
    await addSums(tx, { table: 'usage_hour', period: 'hour_ms' }, deltas, ({ hourMs }) => hourMs);
    await addSums(tx, { table: 'usage_day', period: 'day' }, deltas, ({ day }) => day);
    await addSums(tx, { table: 'usage_month', period: 'month' }, deltas, ({ day }) => localMonthOf(day));
  }
}

async function heldSessions(tx: Transaction, those: (query: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<readonly StoredSession[]> {
  const { sql, dialect } = databaseTransactionOf(tx);
  const query = those(sql('radius_session'))
    .orderBy(['identity', 'generation'])
    .select('*', sql.raw('CAST(download_octets AS CHAR) AS download_text'), sql.raw('CAST(upload_octets AS CHAR) AS upload_text'));
  return ((await (dialect === 'mysql' ? query.forUpdate() : query)) as SessionRow[]).map(toSession);
}

function conflictOf(cause: unknown): TransactionConflict {
  return new TransactionConflict('another RADIUS server has written one of these sessions at the same time', { cause });
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

import { createToken, notFound, type SubscriberSession, type Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { foldForSearch } from '../customers/search-text.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { prefixesAround, readAddress } from '../network/address-space.js';
import { furtherPrefixesOf } from './session-prefixes.js';

export interface OnlineSession extends SubscriberSession {
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly routerName: string;
}

export interface OnlineFilter {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** Part of a login, customer's name, IP or MAC address. */
  readonly text?: string;
  /** A whole login, IP address, prefix or MAC address, as `addressesOf` has them. */
  readonly whose?: string;
  readonly routerId?: string;
}

export interface AddressAt {
  /** An IPv4 or IPv6 address, or an IPv6 prefix. */
  readonly address: string;
  readonly atMs: number;
}

/** An end that we have guessed is when the session was heard of last: it may have lasted until its next report was due. */
const LOST_CAUSES = ['Lost-Stop', 'Lost-Session', 'NAS-Reboot'];
const LEAST_INTERVAL_SECONDS = 300;
const MOST_HOLDERS = 50;

const FURTHER_PREFIX = 'p.prefix';
const ADDRESS_COLUMNS = ['ipv4_address', 'ipv6_prefix', 'delegated_ipv6_prefix', 'ipv6_address', 'mac_address'];

interface Reported {
  readonly column: string;
  readonly values: readonly string[];
  readonly atMs: number;
}

type SessionRow = Readonly<Record<string, string | number | null>>;

/** Who is online, and who was. */
export class SessionQueries {
  /** The sessions without a Stop, newest first, and how many match in all. */
  async online(tx: Transaction, filter: OnlineFilter): Promise<{ readonly sessions: readonly OnlineSession[]; readonly total: number }> {
    const [counted] = await this.matching(tx, filter).count({ total: '*' });
    const rows = (await withNames(tx, this.matching(tx, filter))
      .orderBy([
        { column: 's.started_at_ms', order: 'desc' },
        { column: 's.id', order: 'desc' },
      ])
      .limit(filter.pageSize)
      .offset((filter.page - 1) * filter.pageSize)) as SessionRow[];
    return { sessions: await inFullWithNames(tx, rows), total: Number((counted as { total: number | string }).total) };
  }

  /**
   * The sessions that had an address at an instant, alone or with the whole prefix that it is of, the newest first: one, unless routers
   * contradict each other. Throws `ADDRESS_UNREADABLE`, `NETWORK_UNREADABLE`.
   */
  async whoHad(tx: Transaction, { address, atMs }: AddressAt): Promise<readonly OnlineSession[]> {
    const found = new Map<string, OnlineSession>();
    // One query for each column: each has an index of its own.
    for (const [column, values] of Object.entries(columnsOf(address))) {
      for (const session of await this.holders(tx, { column, values, atMs })) found.set(session.id, session);
    }
    return [...found.values()].sort((a, b) => b.startedAtMs - a.startedAtMs || (a.id < b.id ? 1 : -1)).slice(0, MOST_HOLDERS);
  }

  private async holders(tx: Transaction, { column, values, atMs }: Reported): Promise<readonly OnlineSession[]> {
    const sql = sqlOf(tx);
    const query = sql('radius_session as s')
      .leftJoin('service as v', 'v.id', 's.service_id')
      .leftJoin('customer as c', 'c.id', 'v.customer_id')
      .whereIn(column, values)
      .where('s.started_at_ms', '<=', atMs)
      .where((either) => {
        void either
          .whereNull('s.stopped_at_ms')
          .orWhere('s.stopped_at_ms', '>=', atMs)
          .orWhere((lost) => {
            void lost
              .whereIn('s.terminate_cause', LOST_CAUSES)
              .whereRaw('s.stopped_at_ms + 1000 * CASE WHEN s.report_interval_seconds > ? THEN s.report_interval_seconds ELSE ? END >= ?', [
                LEAST_INTERVAL_SECONDS,
                LEAST_INTERVAL_SECONDS,
                atMs,
              ]);
          });
      })
      .orderBy([
        { column: 's.started_at_ms', order: 'desc' },
        { column: 's.id', order: 'desc' },
      ])
      .limit(MOST_HOLDERS);
    if (column === FURTHER_PREFIX) void query.join('radius_session_prefix as p', 'p.session_id', 's.id').distinct();
    return inFullWithNames(tx, (await withNames(tx, query)) as SessionRow[]);
  }

  /** The newest first, online or not. */
  async ofServices(tx: Transaction, serviceIds: readonly string[], limit: number): Promise<readonly SubscriberSession[]> {
    const sql = sqlOf(tx);
    const rows = (await sql('radius_session as s')
      .whereIn('s.service_id', serviceIds)
      .orderBy([
        { column: 's.started_at_ms', order: 'desc' },
        { column: 's.id', order: 'desc' },
      ])
      .limit(limit)
      .select(...sessionColumns(sql))) as SessionRow[];
    return inFull(tx, rows);
  }

  async onlineOfService(tx: Transaction, serviceId: string): Promise<readonly SubscriberSession[]> {
    const sql = sqlOf(tx);
    const rows = (await sql('radius_session as s')
      .where('s.service_id', serviceId)
      .whereNull('s.stopped_at_ms')
      .orderBy('s.started_at_ms', 'desc')
      .select(...sessionColumns(sql))) as SessionRow[];
    return inFull(tx, rows);
  }

  /** Throws `SESSION_UNKNOWN`. */
  async get(tx: Transaction, sessionId: string): Promise<SubscriberSession> {
    const sql = sqlOf(tx);
    const [row] = (await sql('radius_session as s')
      .where('s.id', sessionId)
      .select(...sessionColumns(sql))) as SessionRow[];
    if (row) return (await inFull(tx, [row]))[0] as SubscriberSession;
    throw notFound('SESSION_UNKNOWN', `there is no session ${sessionId}`);
  }

  /** By session id. */
  async loginsOf(tx: Transaction, sessionIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = (await sqlOf(tx)('radius_session').whereIn('id', sessionIds).select('id', 'login')) as { id: string; login: string }[];
    return new Map(rows.map(({ id, login }) => [id, login]));
  }

  async countOnline(tx: Transaction): Promise<number> {
    const [row] = await sqlOf(tx)('radius_session').whereNull('stopped_at_ms').count({ total: '*' });
    return Number((row as { total: number | string }).total);
  }

  /** By router id; routers without anyone online are left out. */
  async countOnlineByRouter(tx: Transaction): Promise<ReadonlyMap<string, number>> {
    const rows = (await sqlOf(tx)('radius_session')
      .whereNull('stopped_at_ms')
      .groupBy('router_id')
      .select('router_id')
      .count({ total: '*' })) as { router_id: string; total: number | string }[];
    return new Map(rows.map((row) => [row.router_id, Number(row.total)]));
  }

  private matching(tx: Transaction, { text, whose, routerId }: OnlineFilter): Knex.QueryBuilder {
    const query = sqlOf(tx)('radius_session as s')
      .leftJoin('service as v', 'v.id', 's.service_id')
      .leftJoin('customer as c', 'c.id', 'v.customer_id')
      .whereNull('s.stopped_at_ms');
    if (routerId !== undefined) query.where('s.router_id', routerId);
    if (whose !== undefined) {
      query.where((either) => {
        for (const column of ['login', ...ADDRESS_COLUMNS])
          either.orWhere(`s.${column}`, column === 'mac_address' ? whose.toUpperCase() : whose);
        if (whose.includes(':')) either.orWhereExists(furtherPrefixRows(tx).where('p.prefix', whose));
      });
    }
    const folded = foldForSearch(text ?? '').replace(/[|%_]/g, '|$&');
    if (folded !== '') {
      query.where((either) => {
        for (const column of ['s.login', ...ADDRESS_COLUMNS.map((name) => `s.${name}`), 'c.search_text'])
          either.orWhereRaw("LOWER(??) LIKE ? ESCAPE '|'", [column, `%${folded}%`]);
        if (folded.includes(':')) either.orWhereExists(furtherPrefixRows(tx).whereRaw("p.prefix LIKE ? ESCAPE '|'", [`%${folded}%`]));
      });
    }
    return query;
  }
}

export const SESSION_QUERIES = createToken<SessionQueries>('core.session-queries');

/** Of the session in hand. */
function furtherPrefixRows(tx: Transaction): Knex.QueryBuilder {
  const sql = sqlOf(tx);
  return sql('radius_session_prefix as p').where('p.session_id', sql.ref('s.id')).select('p.prefix');
}

/** What a session that had an address may have in which column. */
function columnsOf(address: string): Readonly<Record<string, readonly string[]>> {
  if (!address.includes(':')) return { 's.ipv4_address': [readAddress(address, 'ipv4', 'address').text] };
  const prefixes = prefixesAround(address);
  const single = prefixes.flatMap((prefix) => (prefix.endsWith('/128') ? [prefix.slice(0, -'/128'.length)] : []));
  return {
    's.ipv6_prefix': prefixes,
    's.delegated_ipv6_prefix': prefixes,
    [FURTHER_PREFIX]: prefixes,
    ...(single.length > 0 && { 's.ipv6_address': single }),
  };
}

function withNames(tx: Transaction, query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query.leftJoin('router as r', 'r.id', 's.router_id').select(...sessionColumns(sqlOf(tx)), {
    customer_id: 'c.id',
    customer_name: 'c.name',
    router_name: 'r.name',
  });
}

/** Counters pass 2^53, so that they are read as text. */
function sessionColumns(sql: Knex): (string | Knex.Raw)[] {
  const names = ['id', 'router_id', 'acct_session_id', 'service_id', 'login', ...ADDRESS_COLUMNS];
  const times = ['started_at_ms', 'last_seen_ms', 'stopped_at_ms', 'terminate_cause'];
  return [
    ...[...names, ...times].map((name) => `s.${name}`),
    sql.raw('CAST(s.download_octets AS CHAR) AS download_octets'),
    sql.raw('CAST(s.upload_octets AS CHAR) AS upload_octets'),
  ];
}

async function inFull(tx: Transaction, rows: readonly SessionRow[]): Promise<readonly SubscriberSession[]> {
  const further = await furtherPrefixesOf(
    tx,
    rows.filter(hasIpv6).map(({ id }) => String(id)),
  );
  return rows.map((row) => toSession(row, further.get(String(row.id)) ?? []));
}

async function inFullWithNames(tx: Transaction, rows: readonly SessionRow[]): Promise<readonly OnlineSession[]> {
  const sessions = await inFull(tx, rows);
  return sessions.map((session, index) => ({ ...session, ...namesOf(rows[index] as SessionRow) }));
}

/** Only then there may be more than what stands in the row. */
function hasIpv6(row: SessionRow): boolean {
  return row.ipv6_prefix !== null || row.delegated_ipv6_prefix !== null || row.ipv6_address !== null;
}

function toSession(row: SessionRow, furtherPrefixes: readonly string[]): SubscriberSession {
  const single = textOrNull(row.ipv6_address);
  const told = new Set([row.ipv6_prefix, row.delegated_ipv6_prefix, single === null ? null : `${single}/128`]);
  return {
    id: String(row.id),
    routerId: String(row.router_id),
    acctSessionId: String(row.acct_session_id),
    serviceId: textOrNull(row.service_id),
    login: String(row.login),
    ipv4Address: textOrNull(row.ipv4_address),
    ipv6Prefix: textOrNull(row.ipv6_prefix),
    delegatedIpv6Prefix: textOrNull(row.delegated_ipv6_prefix),
    ipv6Address: single,
    furtherIpv6Prefixes: furtherPrefixes.filter((prefix) => !told.has(prefix)),
    macAddress: textOrNull(row.mac_address),
    startedAtMs: Number(row.started_at_ms),
    lastSeenMs: Number(row.last_seen_ms),
    stoppedAtMs: row.stopped_at_ms === null ? null : Number(row.stopped_at_ms),
    terminateCause: textOrNull(row.terminate_cause),
    downloadOctets: BigInt(String(row.download_octets)),
    uploadOctets: BigInt(String(row.upload_octets)),
  };
}

function namesOf(row: SessionRow): Omit<OnlineSession, keyof SubscriberSession> {
  return {
    customerId: textOrNull(row.customer_id),
    customerName: textOrNull(row.customer_name),
    routerName: textOrNull(row.router_name) ?? '',
  };
}

function textOrNull(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

import type { AccessReason, CoaPolicy, Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { ANY_ADDON_DEVICE } from '../accounting/reported-session.js';
import { coaAddressOfSession } from '../health/coa-address.js';
import { mendedAtMs } from './coa-health-store.js';
import type { LiveSession, WantedGrant } from './live-session.js';

/** Those of a line, or some by their ids. */
export type SessionSelector = { readonly serviceId: string } | { readonly sessionIds: readonly string[] };

type Row = Readonly<Record<string, string | number | null>>;

const IDS_PER_QUERY = 500;

/** Sessions that are online, with what their lines may. */
export class LiveSessionStore {
  async find(tx: Transaction, selector: SessionSelector): Promise<readonly LiveSession[]> {
    if ('serviceId' in selector) return read(live(sqlOf(tx)).where('s.service_id', selector.serviceId));
    return inChunks(selector.sessionIds, (ids) => read(live(sqlOf(tx)).whereIn('s.id', ids)));
  }

  /** Of these sessions those that may need something; sessions of open lines whose routers do not echo our Class are not among them. */
  differing(tx: Transaction, sessionIds: readonly string[]): Promise<readonly LiveSession[]> {
    return inChunks(sessionIds, (ids) => read(differing(live(sqlOf(tx)).whereIn('s.id', ids))));
  }

  /** As {@link differing} of the next sessions in order of their ids; `lastId` is undefined when those were the last. */
  async differingAfter(
    tx: Transaction,
    { afterId, limit }: { readonly afterId: string; readonly limit: number },
  ): Promise<{ readonly sessions: readonly LiveSession[]; readonly lastId: string | undefined }> {
    const rows = (await sqlOf(tx)('radius_session')
      .whereNull('stopped_at_ms')
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(limit)
      .select('id')) as { id: string }[];
    const ids = rows.map(({ id }) => id);
    return { sessions: await this.differing(tx, ids), lastId: ids.length < limit ? undefined : ids.at(-1) };
  }

  /** Holds a session that is online until the transaction ends; whether there is one. */
  async lock(tx: Transaction, sessionId: string): Promise<boolean> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const query = sql('radius_session').where('id', sessionId).whereNull('stopped_at_ms').select('id');
    return ((await (dialect === 'mysql' ? query.forUpdate() : query)) as unknown[]).length > 0;
  }

  async setEnd(tx: Transaction, sessionId: string, end: { readonly reason: string; readonly atMs: number }): Promise<void> {
    await sqlOf(tx)('radius_session').where('id', sessionId).update({ end_reason: end.reason, end_requested_at_ms: end.atMs });
  }

  /** What the router has said that the session has now. */
  async setGranted(tx: Transaction, sessionId: string, digest: string): Promise<void> {
    await sqlOf(tx)('radius_session').where('id', sessionId).update({ granted_digest: digest });
  }

  /** The router knows no such session: its Stop was lost, and it lasted at least until it was last heard of. Whether it was still taken for online. */
  async closeLost(tx: Transaction, sessionId: string): Promise<boolean> {
    const sql = sqlOf(tx);
    const count = await sql('radius_session')
      .where('id', sessionId)
      .whereNull('stopped_at_ms')
      .update({ stopped_at_ms: sql.ref('last_seen_ms'), terminate_cause: 'Lost-Session' });
    return count > 0;
  }
}

function live(sql: Knex): Knex.QueryBuilder {
  return (
    sql('radius_session as s')
      .join('router as r', 'r.id', 's.router_id')
      .leftJoin('service_access as a', 'a.service_id', 's.service_id')
      .whereNull('s.stopped_at_ms')
      // What an add-on counts is no RADIUS session: no request by RADIUS reaches it.
      .where((its) => void its.whereNull('s.nas_device').orWhereNot('s.nas_device', 'like', ANY_ADDON_DEVICE))
  );
}

function differing(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query.where((either) => {
    void either
      .whereNotNull('s.end_reason')
      .orWhereRaw('s.granted_digest <> a.grant_digest')
      .orWhere((untold) => {
        void untold.whereNull('s.granted_digest').where('a.is_allowed', 0);
      });
  });
}

async function inChunks(
  ids: readonly string[],
  findSome: (ids: readonly string[]) => Promise<readonly LiveSession[]>,
): Promise<readonly LiveSession[]> {
  const found: LiveSession[] = [];
  for (let at = 0; at < ids.length; at += IDS_PER_QUERY) found.push(...(await findSome(ids.slice(at, at + IDS_PER_QUERY))));
  return found;
}

async function read(query: Knex.QueryBuilder): Promise<readonly LiveSession[]> {
  const session = [
    'id',
    'service_id',
    'router_id',
    'login',
    'acct_session_id',
    'ipv4_address',
    'mac_address',
    'nas_ip_address',
    'nas_device',
  ];
  const state = [
    'started_at_ms',
    'last_seen_ms',
    'granted_digest',
    'end_reason',
    'end_requested_at_ms',
    'download_octets',
    'upload_octets',
  ];
  const access = ['grant_digest', 'is_allowed', 'reasons', 'changed_at_ms'];
  const columns = [...session, ...state].map((name) => `s.${name}`);
  const rows = await query.select([...columns, ...access.map((name) => `a.${name}`)]).select({
    wanted_ipv4_address: 'a.ipv4_address',
    coa_policy: 'r.coa_policy',
    router_address: 'r.address',
    coa_address: 'r.coa_address',
    router_changed_at_ms: 'r.changed_at_ms',
    coa_tested_at_ms: 'r.coa_tested_at_ms',
  });
  return (rows as Row[]).map(toLiveSession);
}

function toLiveSession(row: Row): LiveSession {
  const text = (name: string): string | null => (row[name] === null || row[name] === undefined ? null : String(row[name]));
  const nasDevice = text('nas_device');
  const router = { address: String(row.router_address), coaAddress: text('coa_address') };
  return {
    id: String(row.id),
    serviceId: text('service_id'),
    routerId: String(row.router_id),
    coaPolicy: row.coa_policy as CoaPolicy,
    login: String(row.login),
    acctSessionId: String(row.acct_session_id),
    ipv4Address: text('ipv4_address'),
    macAddress: text('mac_address'),
    nasIpAddress: text('nas_ip_address'),
    nasDevice,
    deviceAddress: coaAddressOfSession(router, { nasDevice }) ?? '',
    startedAtMs: Number(row.started_at_ms),
    lastSeenMs: Number(row.last_seen_ms),
    used: { downloadOctets: Number(row.download_octets), uploadOctets: Number(row.upload_octets) },
    grantedDigest: text('granted_digest'),
    endReason: text('end_reason'),
    endRequestedAtMs: row.end_requested_at_ms === null ? null : Number(row.end_requested_at_ms),
    routerMendedAtMs: mendedAtMs({ changed_at_ms: row.router_changed_at_ms ?? null, coa_tested_at_ms: row.coa_tested_at_ms ?? null }),
    wanted: text('grant_digest') === null ? undefined : toWanted(row),
  };
}

function toWanted(row: Row): WantedGrant {
  const isAllowed = Number(row.is_allowed) === 1;
  return {
    digest: String(row.grant_digest),
    isAllowed,
    ipv4Address: row.wanted_ipv4_address === null ? null : String(row.wanted_ipv4_address),
    reason: isAllowed ? '' : blockReason(String(row.reasons)),
    changedAtMs: Number(row.changed_at_ms),
  };
}

function blockReason(reasons: string): string {
  return (JSON.parse(reasons) as AccessReason[]).find(({ effect }) => effect === 'block')?.text ?? '';
}

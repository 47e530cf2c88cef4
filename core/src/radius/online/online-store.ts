import type { Knex } from 'knex';
import { deviceName } from './device-name.js';
import type { EndedSession, OnlineSession } from './online-session.js';

export interface StoredOnlineSession extends OnlineSession {
  readonly id: string;
  readonly serviceId: string;
}

/** Where a reader of sessions has got to. */
export interface OnlineCursor {
  readonly startedAtMs: number;
  readonly id: string;
}

type Row = Readonly<Record<string, string | number | null>>;

/** What RADIUS reads of sessions, outside of any operation; by the index of who is online. */
export class OnlineStore {
  constructor(private readonly knex: Knex) {}

  /** The next ones by their beginning. */
  async page(after: OnlineCursor, limit: number): Promise<readonly StoredOnlineSession[]> {
    const rows = (await this.knex('radius_session')
      .whereNull('stopped_at_ms')
      .whereNotNull('service_id')
      .where('started_at_ms', '>=', after.startedAtMs)
      .where((next) => {
        void next.where('started_at_ms', '>', after.startedAtMs).orWhere('id', '>', after.id);
      })
      .orderBy(['started_at_ms', 'id'])
      .limit(limit)
      .select(
        'id',
        'identity',
        'service_id',
        'router_id',
        'acct_session_id',
        'nas_device',
        'mac_address',
        'station',
        'started_at_ms',
      )) as Row[];
    return rows.map((row) => ({
      id: String(row.id),
      identity: String(row.identity),
      serviceId: String(row.service_id),
      routerId: String(row.router_id),
      acctSessionId: String(row.acct_session_id),
      nasDevice: row.nas_device === null ? null : String(row.nas_device),
      device: deviceName(row.mac_address as string | null, row.station as string | null),
      startedAtMs: Number(row.started_at_ms),
    }));
  }

  /** By identity: when its newest session ended, as far as is written down; null while it is online. Those that are not written down are left out. */
  async ends(identities: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
    const rows = (await this.knex('radius_session')
      .whereIn('identity', identities)
      .orderBy(['identity', 'generation'])
      .select('identity', 'stopped_at_ms')) as Row[];
    return new Map(rows.map((row) => [String(row.identity), row.stopped_at_ms === null ? null : Number(row.stopped_at_ms)]));
  }

  /** Those that ended since an instant, of business time. */
  async endedSince(atMs: number, limit: number): Promise<readonly (EndedSession & Pick<StoredOnlineSession, 'serviceId'>)[]> {
    const rows = (await this.knex('radius_session')
      .where('stopped_at_ms', '>=', atMs)
      .whereNotNull('service_id')
      .orderBy('stopped_at_ms', 'desc')
      .limit(limit)
      .select('identity', 'service_id', 'router_id', 'acct_session_id')) as Row[];
    return rows.map((row) => ({
      serviceId: String(row.service_id),
      identity: String(row.identity),
      routerId: String(row.router_id),
      acctSessionId: String(row.acct_session_id),
    }));
  }
}

import type { IpNetwork } from '@tapline/sdk';
import type { Knex } from 'knex';
import type { AccessRow } from '../../access/access-store.js';
import { type RouterLoginRow, readRouterLogins } from '../../accounts/router-login-store.js';
import { readNetworks } from '../../network/network-store.js';
import type { RouterRow } from '../../network/router-row.js';
import type { Answering } from '../answers/answering.js';
import { readAnswering } from '../answers/answering-store.js';
import type { VersionRange } from './version-gaps.js';

export interface AccessChange {
  readonly version: number;
  readonly serviceId: string;
}

const IDS_PER_QUERY = 500;

/** What RADIUS reads of access and of the routers, outside of any operation. */
export class SnapshotStore {
  constructor(private readonly knex: Knex) {}

  /** Those that are answered. */
  async routers(): Promise<readonly RouterRow[]> {
    return (await this.knex('router').where('is_enabled', 1).orderBy('id').select('*')) as RouterRow[];
  }

  answering(): Promise<Answering> {
    return readAnswering(this.knex);
  }

  routerLogins(): Promise<readonly RouterLoginRow[]> {
    return readRouterLogins(this.knex);
  }

  networks(): Promise<readonly IpNetwork[]> {
    return readNetworks(this.knex);
  }

  /** The rows of the next lines in order of their ids. */
  async page(afterServiceId: string, limit: number): Promise<readonly AccessRow[]> {
    return (await this.knex('service_access').where('service_id', '>', afterServiceId).orderBy('service_id').limit(limit)) as AccessRow[];
  }

  async lines(serviceIds: readonly string[]): Promise<readonly AccessRow[]> {
    const found: AccessRow[] = [];
    for (let at = 0; at < serviceIds.length; at += IDS_PER_QUERY) {
      const rows = this.knex('service_access').whereIn('service_id', serviceIds.slice(at, at + IDS_PER_QUERY));
      found.push(...((await rows) as AccessRow[]));
    }
    return found;
  }

  async highestVersion(): Promise<number> {
    const [row] = await this.knex('access_change').max({ highest: 'version' });
    return Number((row as { highest: number | string | null } | undefined)?.highest ?? 0);
  }

  /** What was written after a version, in order. */
  async changesAfter(version: number, limit: number): Promise<readonly AccessChange[]> {
    const rows = await this.knex('access_change').where('version', '>', version).orderBy('version').limit(limit);
    return rows.map(toChange);
  }

  /** The numbers between two, the second included, that no change has. Found by the database: there may be a hundred thousand that one has. */
  async missingBetween(after: number, to: number): Promise<readonly VersionRange[]> {
    const numbered = this.knex('access_change')
      .where('version', '>', after)
      .where('version', '<=', to)
      .select('version', this.knex.raw('COALESCE(LAG(version) OVER (ORDER BY version), ?) AS previous', [after]))
      .as('numbered');
    const rows: readonly Record<string, number | string>[] = await this.knex
      .from(numbered)
      .whereRaw('version > previous + 1')
      .orderBy('version')
      .select('previous', 'version');
    return rows.map(({ previous, version }) => ({ from: Number(previous) + 1, to: Number(version) - 1 }));
  }

  async changesIn(ranges: readonly VersionRange[]): Promise<readonly AccessChange[]> {
    if (ranges.length === 0) return [];
    const query = this.knex('access_change').orderBy('version');
    for (const { from, to } of ranges) void query.orWhereBetween('version', [from, to]);
    return ((await query) as Parameters<typeof toChange>[0][]).map(toChange);
  }
}

function toChange(row: { readonly version: number | string; readonly service_id: string }): AccessChange {
  return { version: Number(row.version), serviceId: row.service_id };
}

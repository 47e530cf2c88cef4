import type { AddressPart, IpNetwork, Transaction } from '@tapline/sdk';
import { isDuplicate, TransactionConflict } from '../../kernel/database/database-error.js';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { AddressSpace } from '../../network/address-space.js';
import { findFree } from '../../network/free-addresses.js';
import { writeInBulk } from '../accounting/bulk-statement.js';
import { mayBeSameDevice } from '../server/nas-device.js';
import type { LeaseState } from './lease.js';
import type { RestartedDevice } from './lease-book.js';
import type { LeaseOfSession } from './lease-messages.js';

export interface GivenLease extends LeaseOfSession {
  readonly serviceId: string;
  readonly address: string;
  readonly part: IpNetwork['gives'];
  readonly networkId: string;
  /** Empty where only a router's report tells of it. */
  readonly routerId: string;
  /** See `nasDeviceOf`. */
  readonly nasDevice: string;
  readonly givenAtMs: number;
}

/** What a router reports of a session of the service. */
interface UsedAddress {
  readonly key: string;
  readonly serviceId: string;
}

type Row = Readonly<Record<string, string | number | null>>;

const KEYS_PER_QUERY = 500;
const COLUMNS = [
  'address_key',
  'address',
  'part',
  'network_id',
  'server_id',
  'service_id',
  'router_id',
  'session_class',
  'given_at_ms',
  'ended_at_ms',
  'nas_device',
];
const LIVE_COLUMNS = ['service_id', 'router_id', 'session_class', 'given_at_ms', 'ended_at_ms', 'nas_device'];

/** Where a session has what its router reports of each kind of address. */
export const REPORTED_IN = {
  ipv4: 'ipv4_address',
  ipv6: 'ipv6_prefix',
  delegatedIpv6: 'delegated_ipv6_prefix',
} as const satisfies Readonly<Record<AddressPart, string>>;

/** What RADIUS servers have leased, in `address_holding`. */
export class LeaseStore {
  /** All of a server's. */
  async held(tx: Transaction, serverId: string): Promise<readonly LeaseState[]> {
    return ((await sqlOf(tx)('address_holding').where('server_id', serverId)) as Row[]).map(toState);
  }

  /** Leases up to so many free ones to a server; their keys. */
  async claim(
    tx: Transaction,
    network: IpNetwork,
    wanted: { readonly serverId: string; readonly count: number },
  ): Promise<readonly string[]> {
    const { sql, dialect } = databaseTransactionOf(tx);
    // Servers that want of one network take turns.
    if (dialect === 'mysql') await sql('address_network').where('id', network.id).forUpdate().select('id');
    const space = new AddressSpace(network);
    const free = await findFree(sql, space, { count: wanted.count });
    const rows = free.map((index) => [space.keyAt(index), space.textAt(index), network.gives, network.id, wanted.serverId]);
    try {
      await writeInBulk(tx, { table: 'address_holding', columns: COLUMNS.slice(0, 5), rows });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new TransactionConflict(`an address of ${network.name} was taken at the same time`, { cause: error });
    }
    return free.map((index) => space.keyAt(index));
  }

  /** Writes who has a server's addresses now; the keys of those that are no longer its own, which are left alone. */
  async write(tx: Transaction, serverId: string, states: readonly LeaseState[]): Promise<readonly string[]> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const lost: string[] = [];
    for (let at = 0; at < states.length; at += KEYS_PER_QUERY) {
      const some = states.slice(at, at + KEYS_PER_QUERY);
      const query = sql('address_holding')
        .where('server_id', serverId)
        .whereIn(
          'address_key',
          some.map(({ key }) => key),
        );
      const rows = (await (dialect === 'mysql' ? query.forUpdate() : query)) as Row[];
      const known = new Map(rows.map((row) => [row.address_key, row]));
      lost.push(...some.flatMap(({ key }) => (known.has(key) ? [] : [key])));
      await writeInBulk(tx, {
        table: 'address_holding',
        columns: COLUMNS,
        rows: some.flatMap((state) => {
          const row = known.get(state.key);
          return row ? [toValues(row, state)] : [];
        }),
        onExisting: { key: ['address_key'], replace: LIVE_COLUMNS },
      });
    }
    return lost;
  }

  async giveBack(tx: Transaction, serverId: string, keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += KEYS_PER_QUERY)
      await sqlOf(tx)('address_holding')
        .where('server_id', serverId)
        .whereIn('address_key', keys.slice(at, at + KEYS_PER_QUERY))
        .delete();
  }

  /** Tells the servers that leased them that sessions are over. */
  async markEnded(tx: Transaction, sessionClasses: readonly string[], endedAtMs: number): Promise<void> {
    for (let at = 0; at < sessionClasses.length; at += KEYS_PER_QUERY)
      await sqlOf(tx)('address_holding')
        .whereIn('session_class', sessionClasses.slice(at, at + KEYS_PER_QUERY))
        .whereNotNull('server_id')
        .update({ ended_at_ms: endedAtMs });
  }

  /** Tells the other servers that nothing is left of what a device's sessions had. */
  async markDeviceEnded(
    tx: Transaction,
    serverId: string,
    { device, endedAtMs }: { readonly device: RestartedDevice; readonly endedAtMs: number },
  ): Promise<void> {
    const rows = (await sqlOf(tx)('address_holding')
      .where('router_id', device.routerId)
      .where('given_at_ms', '<', device.beforeMs)
      .whereNotNull('server_id')
      .whereNot('server_id', serverId)
      .whereNull('ended_at_ms')
      .select('session_class', 'nas_device')) as Row[];
    const sessionClasses = rows.flatMap(({ session_class, nas_device }) =>
      session_class !== null && mayBeSameDevice(nas_device as string | null, device.nasDevice, device.routerAddress)
        ? [String(session_class)]
        : [],
    );
    await this.markEnded(tx, sessionClasses, endedAtMs);
  }

  /** The leases of a server of which others have heard the end. */
  async ended(tx: Transaction, serverId: string): Promise<readonly LeaseOfSession[]> {
    const rows = (await sqlOf(tx)('address_holding')
      .where('server_id', serverId)
      .whereNotNull('ended_at_ms')
      .select('address_key', 'session_class')) as Row[];
    return rows.flatMap((row) =>
      row.session_class === null ? [] : [{ key: String(row.address_key), sessionClass: String(row.session_class) }],
    );
  }

  /** The leases of a server that were given up to an instant, in the order of their keys. */
  async givenUpTo(
    tx: Transaction,
    serverId: string,
    page: { readonly atMs: number; readonly afterKey: string },
  ): Promise<readonly GivenLease[]> {
    const rows = (await sqlOf(tx)('address_holding')
      .where('server_id', serverId)
      .where('given_at_ms', '<=', page.atMs)
      .where('address_key', '>', page.afterKey)
      .orderBy('address_key')
      .limit(KEYS_PER_QUERY)
      .select(
        'address_key',
        'address',
        'part',
        'network_id',
        'service_id',
        'router_id',
        'nas_device',
        'session_class',
        'given_at_ms',
      )) as Row[];
    return rows.map((row) => ({
      key: String(row.address_key),
      address: String(row.address),
      part: row.part as IpNetwork['gives'],
      networkId: String(row.network_id ?? ''),
      serviceId: String(row.service_id),
      routerId: String(row.router_id ?? ''),
      nasDevice: String(row.nas_device ?? ''),
      sessionClass: String(row.session_class ?? ''),
      givenAtMs: Number(row.given_at_ms),
    }));
  }

  /** How many are given at a router that were given after an instant. */
  async countGivenAt(tx: Transaction, routerId: string, sinceMs: number): Promise<number> {
    const [row] = await sqlOf(tx)('address_holding')
      .where('router_id', routerId)
      .whereNotNull('service_id')
      .where('given_at_ms', '>', sinceMs)
      .count({ total: '*' });
    return Number((row as { total: number | string }).total);
  }

  /** Free ones of a server that routers report in use. */
  async usedThoughFree(tx: Transaction, serverId: string): Promise<readonly UsedAddress[]> {
    const used: UsedAddress[] = [];
    for (const [part, column] of Object.entries(REPORTED_IN)) {
      const rows = (await sqlOf(tx)('address_holding as a')
        .join('radius_session as s', `s.${column}`, 'a.address')
        .where('a.server_id', serverId)
        .where('a.part', part)
        .whereNull('a.service_id')
        .whereNull('s.stopped_at_ms')
        .select('a.address_key', 's.service_id')) as Row[];
      used.push(...rows.map(toUsed));
    }
    const further = (await sqlOf(tx)('radius_session_prefix as p')
      .join('address_holding as a', 'a.address', 'p.prefix')
      .join('radius_session as s', 's.id', 'p.session_id')
      .where('a.server_id', serverId)
      .whereNull('a.service_id')
      .whereNull('s.stopped_at_ms')
      .select('a.address_key', 's.service_id')) as Row[];
    return [...used, ...further.map(toUsed)];
  }

  /** Says that a server lives. */
  async hear(tx: Transaction, server: { readonly serverId: string; readonly name: string; readonly realMs: number }): Promise<void> {
    const row = { server_id: server.serverId, name: server.name, seen_at_ms: server.realMs };
    await sqlOf(tx)('lease_server').insert(row).onConflict('server_id').merge();
  }

  /** Takes over all that servers hold which were not heard of since an instant of real time; what that was. */
  async adopt(tx: Transaction, serverId: string, notSinceMs: number): Promise<readonly LeaseState[]> {
    const sql = sqlOf(tx);
    const dead: readonly string[] = await sql('lease_server').where('seen_at_ms', '<', notSinceMs).pluck('server_id');
    if (dead.length === 0) return [];
    const states = ((await sql('address_holding').whereIn('server_id', dead)) as Row[]).map(toState);
    await sql('address_holding').whereIn('server_id', dead).update({ server_id: serverId });
    await sql('lease_server').whereIn('server_id', dead).delete();
    return states;
  }

  async tellShortage(
    tx: Transaction,
    shortage: { readonly networkId: string; readonly serverId: string; readonly realMs: number },
  ): Promise<void> {
    const row = { network_id: shortage.networkId, server_id: shortage.serverId, told_at_ms: shortage.realMs };
    await sqlOf(tx)('lease_shortage').insert(row).onConflict(['network_id', 'server_id']).merge();
  }

  /** The networks that other servers are short of, since an instant of real time. */
  async shortages(tx: Transaction, serverId: string, sinceMs: number): Promise<readonly string[]> {
    const rows = (await sqlOf(tx)('lease_shortage')
      .where('told_at_ms', '>=', sinceMs)
      .whereNot('server_id', serverId)
      .distinct('network_id')) as Row[];
    return rows.map((row) => String(row.network_id));
  }
}

function toUsed(row: Row): UsedAddress {
  return { key: String(row.address_key), serviceId: String(row.service_id ?? '') };
}

function toState(row: Row): LeaseState {
  const key = String(row.address_key);
  if (row.service_id === null) return { key, given: null, lastServiceId: '' };
  const given = {
    serviceId: String(row.service_id),
    station: '',
    routerId: String(row.router_id ?? ''),
    nasDevice: String(row.nas_device ?? ''),
    sessionClass: String(row.session_class ?? ''),
    givenAtMs: Number(row.given_at_ms ?? 0),
  };
  return { key, given, lastServiceId: '' };
}

function toValues(row: Row, { given }: LeaseState): readonly (string | number | null)[] {
  const fixed = COLUMNS.slice(0, 5).map((column) => row[column] ?? null);
  if (!given) return [...fixed, ...LIVE_COLUMNS.map(() => null)];
  // What another server has said of the same session's end stays said.
  const endedAtMs = row.session_class === given.sessionClass ? (row.ended_at_ms ?? null) : null;
  return [...fixed, given.serviceId, given.routerId || null, given.sessionClass, given.givenAtMs, endedAtMs, given.nasDevice || null];
}

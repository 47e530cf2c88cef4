import type { AddressPart, IpNetwork, Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { databaseTransactionOf, sqlOf } from '../kernel/database/database-transaction.js';
import { AddressSpace } from './address-space.js';

/** How a network's addresses are spread. */
export interface NetworkUse extends IpNetwork {
  readonly usableAddresses: number;
  /** {@link keptAddresses} and {@link givenAddresses}. */
  readonly usedAddresses: number;
  /** Kept for services, named or picked from the pool. */
  readonly keptAddresses: number;
  /** With sessions now. */
  readonly givenAddresses: number;
  /** Leased by RADIUS servers ahead of need. */
  readonly heldAddresses: number;
}

type NetworkRow = Readonly<Record<string, string | number>>;

const COUNTS = `SELECT COUNT(kept_service_id) AS kept, COUNT(service_id) AS given, COUNT(server_id) AS leased
  FROM address_holding WHERE address_key BETWEEN ? AND ?`;

export class NetworkStore {
  async list(tx: Transaction): Promise<readonly IpNetwork[]> {
    return readNetworks(sqlOf(tx));
  }

  async use(tx: Transaction, network: IpNetwork): Promise<NetworkUse> {
    const { firstKey, lastKey, size } = new AddressSpace(network);
    const [row] = (await sqlOf(tx)
      .from(sqlOf(tx).raw(`(${COUNTS}) AS counted`, [firstKey, lastKey]))
      .select('*')) as NetworkRow[];
    const [keptAddresses, givenAddresses, leased] = [Number(row?.kept ?? 0), Number(row?.given ?? 0), Number(row?.leased ?? 0)];
    return {
      ...network,
      usableAddresses: size,
      usedAddresses: keptAddresses + givenAddresses,
      keptAddresses,
      givenAddresses,
      heldAddresses: leased - givenAddresses,
    };
  }

  async find(tx: Transaction, networkId: string): Promise<IpNetwork | undefined> {
    const [network] = await readNetworks(sqlOf(tx), (query) => query.where('id', networkId));
    return network;
  }

  /** Until the end of the transaction nobody else picks from the network. SQLite has one writer at a time anyway. */
  async lock(tx: Transaction, networkId: string): Promise<void> {
    if (databaseTransactionOf(tx).dialect === 'mysql') await sqlOf(tx)('address_network').where('id', networkId).forUpdate().select('id');
  }

  /** The networks that have a key between two in common with a range. */
  overlapping(tx: Transaction, { firstKey, lastKey }: Pick<AddressSpace, 'firstKey' | 'lastKey'>): Promise<readonly IpNetwork[]> {
    return readNetworks(sqlOf(tx), (query) => query.where('first_key', '<=', lastKey).where('last_key', '>=', firstKey));
  }

  async insert(tx: Transaction, network: IpNetwork): Promise<void> {
    const { firstKey, lastKey } = new AddressSpace(network);
    await sqlOf(tx)('address_network').insert({
      id: network.id,
      name: network.name,
      cidr: network.cidr,
      gives: network.gives,
      prefix_length: network.prefixLength,
      first_key: firstKey,
      last_key: lastKey,
      purpose: network.purpose,
      created_at_ms: network.createdAtMs,
    });
    await this.bind(tx, network.id, network.routerIds);
  }

  async update(tx: Transaction, { id, name, purpose, routerIds }: IpNetwork): Promise<void> {
    await sqlOf(tx)('address_network').where('id', id).update({ name, purpose });
    await this.bind(tx, id, routerIds);
  }

  /** With what RADIUS servers hold of it unused. */
  async remove(tx: Transaction, network: IpNetwork): Promise<void> {
    const { firstKey, lastKey } = new AddressSpace(network);
    const sql = sqlOf(tx);
    await sql('address_holding').whereBetween('address_key', [firstKey, lastKey]).whereNotNull('server_id').delete();
    await this.bind(tx, network.id, []);
    await sql('address_network').where('id', network.id).delete();
  }

  /** How many services ask for addresses of this network by its id. */
  async countChoosers(tx: Transaction, networkId: string): Promise<number> {
    const named = `%"networkId":"${networkId}"%`;
    const [row] = await sqlOf(tx)('service')
      .where((either) => {
        void either.where('ipv4', 'like', named).orWhere('ipv6', 'like', named).orWhere('delegated_ipv6', 'like', named);
      })
      .count({ total: '*' });
    return Number((row as { total: number | string }).total);
  }

  private async bind(tx: Transaction, networkId: string, routerIds: readonly string[]): Promise<void> {
    const sql = sqlOf(tx);
    await sql('network_router').where('network_id', networkId).delete();
    const rows = routerIds.map((routerId) => ({ network_id: networkId, router_id: routerId }));
    if (rows.length > 0) await sql('network_router').insert(rows);
  }
}

/** The networks in the order of their addresses; outside of an operation too. */
export async function readNetworks(
  knex: Knex,
  narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder = (query) => query,
): Promise<readonly IpNetwork[]> {
  const rows = (await narrow(knex('address_network').orderBy('first_key'))) as NetworkRow[];
  const routerIds = new Map<string, string[]>(rows.map((row) => [String(row.id), []]));
  for (const row of (await knex('network_router').orderBy('router_id')) as NetworkRow[])
    routerIds.get(String(row.network_id))?.push(String(row.router_id));
  return rows.map((row) => ({
    id: String(row.id),
    name: String(row.name),
    cidr: String(row.cidr),
    gives: row.gives as AddressPart,
    prefixLength: Number(row.prefix_length),
    purpose: row.purpose as IpNetwork['purpose'],
    routerIds: routerIds.get(String(row.id)) ?? [],
    createdAtMs: Number(row.created_at_ms),
  }));
}

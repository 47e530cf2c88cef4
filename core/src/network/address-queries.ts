import { createToken, type IpNetwork, type Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { foldForSearch } from '../customers/search-text.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { AddressSpace } from './address-space.js';

/** An address or prefix of a network, and who has it. */
export interface AddressHolder {
  readonly address: string;
  /** `kept` for a service, or `given` to a session. */
  readonly state: 'kept' | 'given';
  readonly serviceId: string;
  readonly login: string | null;
  readonly customerId: string | null;
  readonly customerName: string | null;
  /** Where the session is; `null` for what is kept. */
  readonly routerName: string | null;
  /** Of what is given. */
  readonly sinceMs: number | null;
}

export interface HolderFilter {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** Part of an address, login or customer. */
  readonly text?: string;
}

type HolderRow = Readonly<Record<string, string | number | null>>;

/** Who has which address of a network. */
export class AddressQueries {
  /** In the order of the addresses, and how many match in all. */
  async holders(
    tx: Transaction,
    network: IpNetwork,
    filter: HolderFilter,
  ): Promise<{ readonly holders: readonly AddressHolder[]; readonly total: number }> {
    const [counted] = await this.matching(tx, network, filter).count({ total: '*' });
    const rows = (await this.matching(tx, network, filter)
      .leftJoin('router as r', 'r.id', 'a.router_id')
      .orderBy('a.address_key')
      .limit(filter.pageSize)
      .offset((filter.page - 1) * filter.pageSize)
      .select('a.address', 'a.kept_service_id', 'a.service_id', 'a.given_at_ms', 's.login', {
        customer_id: 'c.id',
        customer_name: 'c.name',
        router_name: 'r.name',
      })) as HolderRow[];
    return { holders: rows.map(toHolder), total: Number((counted as { total: number | string }).total) };
  }

  private matching(tx: Transaction, network: IpNetwork, { text }: HolderFilter): Knex.QueryBuilder {
    const sql = sqlOf(tx);
    const { firstKey, lastKey } = new AddressSpace(network);
    const query = sql('address_holding as a')
      .leftJoin('service as s', 's.id', sql.raw('COALESCE(a.kept_service_id, a.service_id)'))
      .leftJoin('customer as c', 'c.id', 's.customer_id')
      .whereBetween('a.address_key', [firstKey, lastKey])
      .whereRaw('COALESCE(a.kept_service_id, a.service_id) IS NOT NULL');
    const folded = foldForSearch(text ?? '').replace(/[|%_]/g, '|$&');
    if (folded !== '') {
      void query.where((either) => {
        for (const column of ['a.address', 's.login', 'c.search_text'])
          void either.orWhereRaw("LOWER(??) LIKE ? ESCAPE '|'", [column, `%${folded}%`]);
      });
    }
    return query;
  }
}

export const ADDRESS_QUERIES = createToken<AddressQueries>('core.address-queries');

function toHolder(row: HolderRow): AddressHolder {
  const text = (name: string): string | null => (row[name] === null || row[name] === undefined ? null : String(row[name]));
  return {
    address: String(row.address),
    state: row.kept_service_id === null ? 'given' : 'kept',
    serviceId: String(row.kept_service_id ?? row.service_id),
    login: text('login'),
    customerId: text('customer_id'),
    customerName: text('customer_name'),
    routerName: text('router_name'),
    sinceMs: row.given_at_ms === null ? null : Number(row.given_at_ms),
  };
}

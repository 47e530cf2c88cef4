import type { Customer, CustomerBillingTerms, CustomerStatus, Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { databaseTransactionOf, sqlOf } from '../kernel/database/database-transaction.js';
import { foldForSearch } from './search-text.js';

export interface CustomerSearch {
  /** Words that must all be found in name, number, contact or login. */
  readonly text?: string;
  readonly status?: CustomerStatus;
  readonly billingType?: string;
  /** Only those who have an active service whose line is shut. */
  readonly hasShutLine?: boolean;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

export interface CustomerPage {
  readonly customers: readonly Customer[];
  readonly total: number;
}

interface CustomerRow {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly status: string;
  readonly billing_type: string;
  readonly billing_settings: string;
  readonly created_at_ms: number;
}

export class CustomerStore {
  async find(tx: Transaction, customerId: string, options: { readonly lock: boolean }): Promise<Customer | undefined> {
    const query = sqlOf(tx)('customer').where('id', customerId);
    // SQLite has one writer at a time; its transactions hold that lock from their first statement.
    const isLockable = options.lock && databaseTransactionOf(tx).dialect === 'mysql';
    const [row] = (await (isLockable ? query.forUpdate() : query)) as CustomerRow[];
    return row && toCustomer(row);
  }

  async findMany(tx: Transaction, customerIds: readonly string[]): Promise<readonly Customer[]> {
    if (customerIds.length === 0) return [];
    return ((await sqlOf(tx)('customer').whereIn('id', customerIds)) as CustomerRow[]).map(toCustomer);
  }

  /** Those that there are, in the order of their ids, which is the order in which they are locked. */
  async lockAll(tx: Transaction, customerIds: readonly string[]): Promise<readonly Customer[]> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const query = sql('customer').whereIn('id', customerIds).orderBy('id');
    // Else MySQL may read the whole of a small table, and wait for customers that others have locked.
    if (dialect === 'mysql') void query.from(sql.raw('customer FORCE INDEX (PRIMARY)')).forUpdate();
    return ((await query) as CustomerRow[]).map(toCustomer);
  }

  async findByNumber(tx: Transaction, number: number): Promise<Customer | undefined> {
    const [row] = (await sqlOf(tx)('customer').where('number', number)) as CustomerRow[];
    return row && toCustomer(row);
  }

  async nextNumber(tx: Transaction, customerId: string): Promise<number> {
    const [number] = await sqlOf(tx)('customer_number').insert({ customer_id: customerId });
    return Number(number);
  }

  async insert(tx: Transaction, customer: Customer): Promise<void> {
    await sqlOf(tx)('customer').insert({ ...toRow(customer), search_text: searchText(customer, []) });
    await this.keepHistory(tx, customer, customer.createdAtMs);
  }

  /** Notes from when on the customer is charged so. */
  async keepHistory(tx: Transaction, customer: Customer, effectiveAtMs: number): Promise<void> {
    await sqlOf(tx)('customer_history').insert({
      customer_id: customer.id,
      effective_at_ms: effectiveAtMs,
      status: customer.status,
      billing_type: customer.billingType,
      billing_settings: JSON.stringify(customer.billingSettings),
    });
  }

  /** The oldest first. */
  async billingHistory(tx: Transaction, customerId: string): Promise<readonly CustomerBillingTerms[]> {
    const rows = (await sqlOf(tx)('customer_history').where({ customer_id: customerId }).orderBy('sequence')) as Record<string, string>[];
    return rows.map((row) => ({
      sinceMs: Number(row.effective_at_ms),
      status: row.status as CustomerStatus,
      billingType: String(row.billing_type),
      billingSettings: JSON.parse(String(row.billing_settings)) as Customer['billingSettings'],
    }));
  }

  async update(tx: Transaction, customer: Customer): Promise<void> {
    await sqlOf(tx)('customer').where('id', customer.id).update(toRow(customer));
    await this.refreshSearchText(tx, customer.id);
  }

  /** To be called when one of the customer's logins changes. */
  async refreshSearchText(tx: Transaction, customerId: string): Promise<void> {
    const sql = sqlOf(tx);
    const customer = await this.find(tx, customerId, { lock: false });
    if (!customer) return;
    const logins = (await sql('service').where('customer_id', customerId).select('login')) as { login: string }[];
    await sql('customer')
      .where('id', customerId)
      .update({
        search_text: searchText(
          customer,
          logins.map(({ login }) => login),
        ),
      });
  }

  async search(tx: Transaction, search: CustomerSearch): Promise<CustomerPage> {
    const matching = () => matchingCustomers(tx, search);
    const [count] = await matching().count({ total: '*' });
    const rows = (await matching()
      .orderBy('number', 'desc')
      .limit(search.pageSize)
      .offset((search.page - 1) * search.pageSize)) as CustomerRow[];
    return { customers: rows.map(toCustomer), total: Number((count as { total: number | string }).total) };
  }

  async idsByBillingType(
    tx: Transaction,
    query: { readonly billingType: string; readonly afterId?: string; readonly limit: number },
  ): Promise<readonly string[]> {
    const rows = (await sqlOf(tx)('customer')
      .where('billing_type', query.billingType)
      .where('id', '>', query.afterId ?? '')
      .orderBy('id')
      .limit(query.limit)
      .select('id')) as { id: string }[];
    return rows.map((row) => row.id);
  }

  /** Without those who are inactive, whom nothing charges anyway. */
  async countByBillingType(tx: Transaction): Promise<ReadonlyMap<string, number>> {
    const rows = (await sqlOf(tx)('customer')
      .whereNot('status', 'inactive')
      .groupBy('billing_type')
      .select('billing_type')
      .count({ total: '*' })) as { billing_type: string; total: number | string }[];
    return new Map(rows.map(({ billing_type: billingType, total }) => [billingType, Number(total)]));
  }

  async countByStatus(tx: Transaction): Promise<Readonly<Record<CustomerStatus, number>>> {
    const rows = (await sqlOf(tx)('customer').groupBy('status').select('status').count({ total: '*' })) as {
      status: CustomerStatus;
      total: number | string;
    }[];
    const counts = { new: 0, active: 0, blocked: 0, inactive: 0 };
    for (const row of rows) counts[row.status] = Number(row.total);
    return counts;
  }
}

function matchingCustomers(tx: Transaction, search: CustomerSearch): Knex.QueryBuilder {
  const query = sqlOf(tx)('customer');
  if (search.status !== undefined) void query.where('status', search.status);
  if (search.billingType !== undefined) void query.where('billing_type', search.billingType);
  if (search.hasShutLine) {
    void query.whereIn(
      'id',
      sqlOf(tx)('service_access as a')
        .join('service as s', 's.id', 'a.service_id')
        .where({ 'a.is_allowed': 0, 's.status': 'active' })
        .select('a.customer_id'),
    );
  }
  for (const word of foldForSearch(search.text ?? '').split(/\s+/)) {
    if (word !== '') void query.whereRaw("search_text LIKE ? ESCAPE '!'", [`%${word.replace(/[!%_]/g, '!$&')}%`]);
  }
  return query;
}

function searchText(customer: Customer, logins: readonly string[]): string {
  const parts = [customer.name, String(customer.number), customer.email ?? '', customer.phone ?? '', customer.address ?? '', ...logins];
  return foldForSearch(parts.join(' ')).slice(0, 1500);
}

function toRow(customer: Customer): Record<string, unknown> {
  return {
    id: customer.id,
    number: customer.number,
    name: customer.name,
    email: customer.email,
    phone: customer.phone,
    address: customer.address,
    status: customer.status,
    billing_type: customer.billingType,
    billing_settings: JSON.stringify(customer.billingSettings),
    created_at_ms: customer.createdAtMs,
  };
}

function toCustomer(row: CustomerRow): Customer {
  return {
    id: row.id,
    number: Number(row.number),
    name: row.name,
    email: row.email,
    phone: row.phone,
    address: row.address,
    status: row.status as CustomerStatus,
    billingType: row.billing_type,
    billingSettings: JSON.parse(row.billing_settings) as Record<string, unknown>,
    createdAtMs: Number(row.created_at_ms),
  };
}

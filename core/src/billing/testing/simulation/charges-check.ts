import { strict as assert } from 'node:assert';
import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import type { LedgerService } from '../../../ledger/ledger-service.js';
import type { SimulatedCustomer } from './simulated-customer.js';

const DAY_MS = 86_400_000;

interface Standing {
  /** `service periodStart` to what was charged less what was given back. */
  readonly amounts: Map<string, number>;
  /** Of each service how often each day is charged. */
  readonly days: Map<string, Map<number, number>>;
  /** Of each service and tax likewise. */
  readonly taxedDays: Map<string, Map<number, number>>;
}

/**
 * Charges and balances of customers beside the naive model: each period at its price however it was cut (L5), each day that is to be paid charged once and no
 * other (B4), each day given back with the tax that it was charged with, and the balance what was paid less what was charged.
 */
export async function checkCharges(tx: Transaction, ledger: LedgerService, customers: readonly SimulatedCustomer[]): Promise<void> {
  const ids = customers.map(({ id }) => id);
  const rows = (await sqlOf(tx)('billing_charge')
    .whereIn('customer_id', ids)
    .select('customer_id', 'service_id', 'period_start', 'from_date', 'to_date', 'is_credit', 'amount_minor', 'tax')) as Row[];
  const standing = new Map<string, Standing>(ids.map((id) => [id, { amounts: new Map(), days: new Map(), taxedDays: new Map() }]));
  for (const row of rows) add(standing.get(row.customer_id) as Standing, row);
  const balances = await ledger.balances(tx, ids);
  for (const customer of customers) {
    try {
      checkCustomer(customer, standing.get(customer.id) as Standing, balances.get(customer.id) ?? 0);
    } catch (error) {
      // What it has done, to be read beside what is wrong.
      const history = JSON.stringify({ ...customer.naive, services: Object.fromEntries(customer.naive.services) });
      throw new Error(`${(error as Error).message}\n${history}\n${JSON.stringify(rows.filter((row) => row.customer_id === customer.id))}`, {
        cause: error,
      });
    }
  }
}

function add({ amounts, days, taxedDays }: Standing, row: Row): void {
  const amountMinor = Number(row.amount_minor);
  const key = `${row.service_id} ${row.period_start}`;
  amounts.set(key, (amounts.get(key) ?? 0) + amountMinor);
  addDays(days, row.service_id, row);
  addDays(taxedDays, `${row.service_id} ${row.period_start} ${row.tax}`, row);
}

function addDays(days: Map<string, Map<number, number>>, key: string, row: Row): void {
  const own = days.get(key) ?? new Map<number, number>();
  days.set(key, own);
  const step = Number(row.is_credit) === 1 ? -1 : 1;
  for (let day = dayOf(row.from_date); day < dayOf(row.to_date); day++) own.set(day, (own.get(day) ?? 0) + step);
}

function checkCustomer(
  { customer, expected, itemsMinor, creditedMinor }: SimulatedCustomer,
  standing: Standing,
  balanceMinor: number,
): void {
  const who = `customer ${customer.number}`;
  const amounts = [...standing.amounts].filter(([, amountMinor]) => amountMinor !== 0);
  assert.deepEqual(sorted(amounts), sorted(expected.amounts), `${who}: charges`);
  for (const [serviceId, days] of standing.days) {
    const charged = [...days].filter(([, times]) => times !== 0);
    const wanted = [...(expected.days.get(serviceId) ?? [])].map((date) => [dayOf(date), 1] as const);
    assert.deepEqual(charged.sort(byFirst), wanted.sort(byFirst), `${who}: days of ${serviceId}`);
  }
  for (const [tax, days] of standing.taxedDays) {
    const wrong = [...days].filter(([, times]) => times !== 0 && times !== 1);
    assert.deepEqual(wrong, [], `${who}: days given back with the tax of ${tax}`);
  }
  const owedMinor = amounts.reduce((sum, [, amountMinor]) => sum + amountMinor, itemsMinor);
  assert.equal(balanceMinor, creditedMinor - owedMinor, `${who}: balance`);
}

function dayOf(date: string): number {
  return Date.parse(date) / DAY_MS;
}

function byFirst(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0];
}

function sorted(amounts: Iterable<readonly [string, number]>): Readonly<Record<string, number>> {
  return Object.fromEntries([...amounts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Row {
  readonly customer_id: string;
  readonly service_id: string;
  readonly period_start: string;
  readonly from_date: string;
  readonly to_date: string;
  readonly is_credit: number;
  readonly amount_minor: number | string;
  readonly tax: string;
}

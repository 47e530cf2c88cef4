import type { AddonMigration, AddonTable, AddonTables, AmountMinor, LocalDate, LocalMonth, Transaction } from '@tapline/sdk';
import type { ChargeBasis, MonthTally } from './charge-rule.js';
import { CHARGED_ITEM_MIGRATION } from './charged-item-store.js';
import type { PaidPeriod } from './paid-period.js';
import { PRICE_WALK_MIGRATION } from './price-walk-store.js';

/** How far a prepaid customer is settled. There is none for customers of other billing types. */
export interface AccountState {
  readonly customerId: string;
  /** The last day that was decided, charged or not. */
  readonly settledOn: LocalDate;
  /** The balance after that: what days that were missed are paid from, as money that came later came too late for them. */
  readonly balanceMinor: AmountMinor;
}

export interface ServiceState {
  readonly serviceId: string;
  readonly customerId: string;
  /** Whether it was in use when last looked at; only then is it charged for days that were missed. */
  readonly isInUse: boolean;
  /** The last day that is paid. */
  readonly chargedOn: LocalDate | null;
  /** The period that day is of; null before the first charge. */
  readonly period: PaidPeriod | null;
  /** How many entries the latest day with one has: together they name the next. */
  readonly entries: { readonly on: LocalDate; readonly count: number };
}

/** The tally of one service, month, price and basis. */
export interface ServiceTally extends MonthTally {
  readonly customerId: string;
  readonly serviceId: string;
  readonly month: LocalMonth;
  readonly priceMinor: AmountMinor;
  readonly basis: ChargeBasis;
}

export const MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0001-account',
    createTable: 'account',
    columns: { customer_id: { type: 'id' }, settled_on: { type: 'date' }, balance_minor: { type: 'amount' } },
    primaryKey: ['customer_id'],
  },
  {
    id: '0002-service',
    createTable: 'service',
    columns: {
      service_id: { type: 'id' },
      customer_id: { type: 'id' },
      is_in_use: { type: 'boolean' },
      charged_on: { type: 'date', isNullable: true },
    },
    primaryKey: ['service_id'],
    indexes: [{ columns: ['customer_id'] }],
  },
  {
    id: '0003-month',
    createTable: 'month',
    columns: {
      customer_id: { type: 'id' },
      service_id: { type: 'id' },
      month: { type: 'month' },
      price_minor: { type: 'amount' },
      basis: { type: 'key' },
      days_charged: { type: 'integer' },
      charged_minor: { type: 'amount' },
    },
    primaryKey: ['service_id', 'month', 'price_minor', 'basis'],
    indexes: [{ columns: ['customer_id', 'month'] }],
  },
  {
    // The period that the last paid day is of, and how many entries the last day has.
    id: '0004-service-paid',
    addColumn: { table: 'service', name: 'paid', definition: { type: 'json', isNullable: true } },
  },
  {
    // What was invoiced before each charge was kept by itself.
    id: '0005-month-total',
    createTable: 'month_total',
    columns: {
      customer_id: { type: 'id' },
      service_id: { type: 'id' },
      month: { type: 'month' },
      plan_name: { type: 'text' },
      from_date: { type: 'date' },
      to_date: { type: 'date' },
      amount_minor: { type: 'amount' },
      state: { type: 'key' },
    },
    primaryKey: ['service_id', 'month'],
    indexes: [{ columns: ['state', 'month'] }, { columns: ['customer_id', 'month'] }],
  },
  PRICE_WALK_MIGRATION,
  CHARGED_ITEM_MIGRATION,
];

interface AccountRow {
  readonly customer_id: string;
  readonly settled_on: string;
  readonly balance_minor: number;
}

interface ServiceRow {
  readonly service_id: string;
  readonly customer_id: string;
  readonly is_in_use: boolean;
  readonly charged_on: string | null;
  readonly paid: Pick<ServiceState, 'period' | 'entries'> | null;
}

interface MonthRow {
  readonly customer_id: string;
  readonly service_id: string;
  readonly month: string;
  readonly price_minor: number;
  readonly basis: ChargeBasis;
  readonly days_charged: number;
  readonly charged_minor: number;
}

/** The add-on's tables. */
export class ChargingStore {
  private readonly accountRows: AddonTable<AccountRow>;
  private readonly services: AddonTable<ServiceRow>;
  private readonly months: AddonTable<MonthRow>;

  constructor(tables: AddonTables) {
    this.accountRows = tables.table('account');
    this.services = tables.table('service');
    this.months = tables.table('month');
  }

  async account(tx: Transaction, customerId: string): Promise<AccountState | undefined> {
    const row = await this.accountRows.findOne(tx, { customer_id: customerId });
    return row && toAccount(row);
  }

  /** Of those of these customers who have one, by the customers' ids. */
  async accounts(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, AccountState>> {
    const rows = await this.accountRows.findIn(tx, 'customer_id', customerIds);
    return new Map(rows.map((row) => [row.customer_id, toAccount(row)]));
  }

  async putAccount(tx: Transaction, account: AccountState): Promise<void> {
    await this.accountRows.put(tx, {
      customer_id: account.customerId,
      settled_on: account.settledOn,
      balance_minor: account.balanceMinor,
    });
  }

  async removeAccount(tx: Transaction, customerId: string): Promise<void> {
    await this.accountRows.remove(tx, { customer_id: customerId });
  }

  /** Of the services of some customers, by the services' ids. */
  async serviceStates(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, ServiceState>> {
    const rows = await this.services.findIn(tx, 'customer_id', customerIds);
    return new Map(rows.map((row) => [row.service_id, toServiceState(row)]));
  }

  async putService(tx: Transaction, state: ServiceState): Promise<void> {
    await this.services.put(tx, {
      service_id: state.serviceId,
      customer_id: state.customerId,
      is_in_use: state.isInUse,
      charged_on: state.chargedOn,
      paid: { period: state.period, entries: state.entries },
    });
  }

  /** All tallies of a customer's services in a month. */
  async tallies(tx: Transaction, customerIds: readonly string[], month: LocalMonth): Promise<readonly ServiceTally[]> {
    const [customerId] = customerIds;
    // A customer has a few rows for each month that it was charged.
    const rows =
      customerIds.length === 1 && customerId !== undefined
        ? await this.months.find(tx, { customer_id: customerId, month })
        : (await this.months.findIn(tx, 'customer_id', customerIds)).filter((row) => row.month === month);
    return rows.map(toServiceTally);
  }

  async putTally(tx: Transaction, tally: ServiceTally): Promise<void> {
    await this.months.put(tx, {
      customer_id: tally.customerId,
      service_id: tally.serviceId,
      month: tally.month,
      price_minor: tally.priceMinor,
      basis: tally.basis,
      days_charged: tally.daysCharged,
      charged_minor: tally.chargedMinor,
    });
  }
}

/** A service of which nothing is known yet. */
export function newServiceState(serviceId: string, customerId: string): ServiceState {
  return { serviceId, customerId, isInUse: true, chargedOn: null, period: null, entries: NO_ENTRIES };
}

const NO_ENTRIES: ServiceState['entries'] = { on: '', count: 0 };

function toAccount(row: AccountRow): AccountState {
  return { customerId: row.customer_id, settledOn: row.settled_on, balanceMinor: row.balance_minor };
}

function toServiceState(row: ServiceRow): ServiceState {
  const { period = null, entries = NO_ENTRIES } = row.paid ?? {};
  const { service_id: serviceId, customer_id: customerId, is_in_use: isInUse, charged_on: chargedOn } = row;
  return { serviceId, customerId, isInUse, chargedOn, period, entries };
}

function toServiceTally(row: MonthRow): ServiceTally {
  return {
    customerId: row.customer_id,
    serviceId: row.service_id,
    month: row.month,
    priceMinor: row.price_minor,
    basis: row.basis,
    daysCharged: row.days_charged,
    chargedMinor: row.charged_minor,
  };
}

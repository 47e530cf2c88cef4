import type { AddonMigration, AddonTable, AddonTables, AmountMinor, LocalDate, LocalMonth, Transaction } from '@tapline/sdk';
import type { ChargeBasis, MonthTally } from './charge-rule.js';

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
  readonly chargedOn: LocalDate | null;
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
  private readonly accounts: AddonTable<AccountRow>;
  private readonly services: AddonTable<ServiceRow>;
  private readonly months: AddonTable<MonthRow>;

  constructor(tables: AddonTables) {
    this.accounts = tables.table('account');
    this.services = tables.table('service');
    this.months = tables.table('month');
  }

  async account(tx: Transaction, customerId: string): Promise<AccountState | undefined> {
    const row = await this.accounts.findOne(tx, { customer_id: customerId });
    return row && { customerId, settledOn: row.settled_on, balanceMinor: row.balance_minor };
  }

  async putAccount(tx: Transaction, account: AccountState): Promise<void> {
    await this.accounts.put(tx, {
      customer_id: account.customerId,
      settled_on: account.settledOn,
      balance_minor: account.balanceMinor,
    });
  }

  async removeAccount(tx: Transaction, customerId: string): Promise<void> {
    await this.accounts.remove(tx, { customer_id: customerId });
  }

  async serviceStates(tx: Transaction, customerId: string): Promise<ReadonlyMap<string, ServiceState>> {
    const rows = await this.services.find(tx, { customer_id: customerId });
    return new Map(rows.map((row) => [row.service_id, toServiceState(row)]));
  }

  async putService(tx: Transaction, state: ServiceState): Promise<void> {
    await this.services.put(tx, {
      service_id: state.serviceId,
      customer_id: state.customerId,
      is_in_use: state.isInUse,
      charged_on: state.chargedOn,
    });
  }

  /** All tallies of a customer's services in a month. */
  async tallies(tx: Transaction, customerId: string, month: LocalMonth): Promise<readonly ServiceTally[]> {
    return (await this.months.find(tx, { customer_id: customerId, month })).map(toServiceTally);
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

function toServiceState(row: ServiceRow): ServiceState {
  return { serviceId: row.service_id, customerId: row.customer_id, isInUse: row.is_in_use, chargedOn: row.charged_on };
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

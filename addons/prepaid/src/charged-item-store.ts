import type { AddonMigration, AddonTable, AddonTables, AmountMinor, LocalDate, LocalMonth, PlanSale, Transaction } from '@tapline/sdk';

/** What was charged at once, less what was given back of it before it was invoiced; or, under 0, what was given back of it afterwards. */
export interface ChargedItem {
  /** The key of its ledger entry, which no other has. */
  readonly id: string;
  readonly customerId: string;
  readonly serviceId: string;
  /** On whose document it stands. */
  readonly month: LocalMonth;
  readonly planName: string;
  readonly revenue: PlanSale['revenue'];
  readonly taxCode: string | null;
  /** The day whose rate counts. */
  readonly taxDate: LocalDate;
  /** The first and last day that it is for. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly amountMinor: AmountMinor;
  /** `open` until the month is invoiced. */
  readonly state: 'open' | 'invoiced' | 'not-invoiced';
  /** Whether it is to be invoiced, as it was decided when the customer left; null where the settings of the day decide. */
  readonly isWanted: boolean | null;
  /** The line, from 0, of the invoice that it stands on, or gives back; null where there is none. */
  readonly invoiced: InvoicedLine | null;
}

export interface InvoicedLine {
  readonly documentId: string;
  readonly line: number;
}

export const CHARGED_ITEM_MIGRATION: AddonMigration = {
  id: '0007-charged-item',
  createTable: 'charged_item',
  columns: {
    id: { type: 'key' },
    customer_id: { type: 'id' },
    service_id: { type: 'id' },
    month: { type: 'month' },
    plan_name: { type: 'text' },
    revenue: { type: 'key' },
    tax_code: { type: 'key', isNullable: true },
    tax_date: { type: 'date' },
    from_date: { type: 'date' },
    to_date: { type: 'date' },
    amount_minor: { type: 'amount' },
    state: { type: 'key' },
    is_wanted: { type: 'boolean', isNullable: true },
    invoiced: { type: 'json', isNullable: true },
  },
  primaryKey: ['id'],
  indexes: [{ columns: ['state', 'month'] }, { columns: ['customer_id'] }],
};

interface ItemRow {
  readonly id: string;
  readonly customer_id: string;
  readonly service_id: string;
  readonly month: string;
  readonly plan_name: string;
  readonly revenue: ChargedItem['revenue'];
  readonly tax_code: string | null;
  readonly tax_date: string;
  readonly from_date: string;
  readonly to_date: string;
  readonly amount_minor: number;
  readonly state: ChargedItem['state'];
  readonly is_wanted: boolean | null;
  readonly invoiced: { readonly documentId: string; readonly line: number } | null;
}

/** What is invoiced on the 1st, and what of it may still be given back. */
export class ChargedItemStore {
  private readonly rows: AddonTable<ItemRow>;

  constructor(tables: AddonTables) {
    this.rows = tables.table('charged_item');
  }

  async insert(tx: Transaction, item: ChargedItem): Promise<void> {
    await this.rows.insert(tx, toRow(item));
  }

  async put(tx: Transaction, item: ChargedItem): Promise<void> {
    await this.rows.put(tx, toRow(item));
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await this.rows.remove(tx, { id });
  }

  async find(tx: Transaction, id: string): Promise<ChargedItem | undefined> {
    const row = await this.rows.findOne(tx, { id });
    return row && toItem(row);
  }

  async ofCustomer(tx: Transaction, customerId: string): Promise<readonly ChargedItem[]> {
    return (await this.rows.find(tx, { customer_id: customerId })).map(toItem);
  }

  /** Of what is not invoiced yet, the oldest month first. */
  async open(tx: Transaction, limit: number): Promise<readonly Pick<ChargedItem, 'customerId' | 'month'>[]> {
    const orderBy = [{ column: 'month', direction: 'asc' }] as const;
    const rows = await this.rows.pick(tx, ['customer_id', 'month'], { state: 'open' }, { orderBy, limit });
    return rows.map(({ customer_id: customerId, month }) => ({ customerId, month }));
  }

  /** Decides what was open to the customer's settings. */
  async decide(tx: Transaction, customerId: string, isWanted: boolean): Promise<void> {
    await this.rows.update(tx, { customer_id: customerId, state: 'open', is_wanted: null }, { is_wanted: isWanted });
  }

  /** Forgets what is still open of a month: nothing of it can be given back any more. */
  async forgetMonth(tx: Transaction, customerId: string, month: LocalMonth): Promise<void> {
    await this.rows.remove(tx, { customer_id: customerId, month, state: 'open' });
  }
}

function toRow(item: ChargedItem): ItemRow {
  return {
    id: item.id,
    customer_id: item.customerId,
    service_id: item.serviceId,
    month: item.month,
    plan_name: item.planName,
    revenue: item.revenue,
    tax_code: item.taxCode,
    tax_date: item.taxDate,
    from_date: item.from,
    to_date: item.to,
    amount_minor: item.amountMinor,
    state: item.state,
    is_wanted: item.isWanted,
    invoiced: item.invoiced && { ...item.invoiced },
  };
}

function toItem(row: ItemRow): ChargedItem {
  return {
    id: row.id,
    customerId: row.customer_id,
    serviceId: row.service_id,
    month: row.month,
    planName: row.plan_name,
    revenue: row.revenue,
    taxCode: row.tax_code,
    taxDate: row.tax_date,
    from: row.from_date,
    to: row.to_date,
    amountMinor: row.amount_minor,
    state: row.state,
    isWanted: row.is_wanted,
    invoiced: row.invoiced,
  };
}

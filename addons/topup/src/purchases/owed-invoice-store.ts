import type { AddonMigration, AddonTable, AddonTables, AmountMinor, Transaction } from '@tapline/sdk';
import type { Purchase } from './purchase.js';

export const OWED_INVOICE_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0003-owed-invoice',
    createTable: 'owed_invoice',
    columns: { purchase_id: { type: 'key' }, customer_id: { type: 'id' }, price_minor: { type: 'amount' } },
    primaryKey: ['purchase_id'],
    indexes: [{ columns: ['customer_id'] }],
  },
];

interface OwedInvoiceRow {
  readonly purchase_id: string;
  readonly customer_id: string;
  readonly price_minor: number;
}

/** Purchases whose data has come, and whose invoice is still to be issued. */
export class OwedInvoiceStore {
  private readonly rows: AddonTable<OwedInvoiceRow>;

  constructor(tables: AddonTables) {
    this.rows = tables.table('owed_invoice');
  }

  async add(tx: Transaction, { id, customerId, priceMinor }: Purchase): Promise<void> {
    await this.rows.insert(tx, { purchase_id: id, customer_id: customerId, price_minor: priceMinor });
  }

  async remove(tx: Transaction, purchaseId: string): Promise<void> {
    await this.rows.remove(tx, { purchase_id: purchaseId });
  }

  /** The purchases of a customer. */
  async ofCustomer(tx: Transaction, customerId: string): Promise<readonly string[]> {
    return (await this.rows.find(tx, { customer_id: customerId })).map(({ purchase_id }) => purchase_id);
  }

  /** What the customer's balance is still to be charged. */
  async sumMinor(tx: Transaction, customerId: string): Promise<AmountMinor> {
    return (await this.rows.find(tx, { customer_id: customerId })).reduce((sum, { price_minor }) => sum + price_minor, 0);
  }

  async customers(tx: Transaction): Promise<readonly string[]> {
    return [...new Set((await this.rows.pick(tx, ['customer_id'], {})).map(({ customer_id }) => customer_id))];
  }
}

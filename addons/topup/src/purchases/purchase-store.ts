import type { AddonMigration, AddonTable, AddonTables, Transaction } from '@tapline/sdk';
import type { Purchase } from './purchase.js';

export const PURCHASE_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0001-purchase',
    createTable: 'purchase',
    columns: {
      id: { type: 'key' },
      service_id: { type: 'id' },
      customer_id: { type: 'id' },
      request_key: { type: 'key' },
      title: { type: 'text' },
      count: { type: 'integer' },
      octets: { type: 'key' },
      price_minor: { type: 'amount' },
      validity: { type: 'key' },
      charge: { type: 'key' },
      origin: { type: 'key' },
      by_name: { type: 'text' },
      state: { type: 'key' },
      period_from_ms: { type: 'instant', isNullable: true },
      grant_id: { type: 'id', isNullable: true },
      expires_at_ms: { type: 'instant', isNullable: true },
      refunded_minor: { type: 'amount' },
      bill_item_id: { type: 'id', isNullable: true },
      document_id: { type: 'id', isNullable: true },
      ordered_at_ms: { type: 'instant' },
      granted_at_ms: { type: 'instant', isNullable: true },
    },
    primaryKey: ['id'],
    indexes: [
      { columns: ['customer_id', 'request_key'], isUnique: true },
      { columns: ['service_id', 'period_from_ms'] },
      { columns: ['customer_id', 'state'] },
    ],
  },
];

export const REFUND_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0004-refunded-at',
    addColumn: { table: 'purchase', name: 'refunded_at_ms', definition: { type: 'instant', isNullable: true } },
  },
];

export const ORDER_MIGRATIONS: readonly AddonMigration[] = [
  { id: '0005-orders', addIndex: { table: 'purchase', columns: ['state', 'customer_id'] } },
];

export const LIST_MIGRATIONS: readonly AddonMigration[] = [
  { id: '0006-list', addIndex: { table: 'purchase', columns: ['ordered_at_ms', 'id'] } },
];

interface PurchaseRow {
  readonly id: string;
  readonly service_id: string;
  readonly customer_id: string;
  readonly request_key: string;
  readonly title: string;
  readonly count: number;
  /** Digits: octets pass 2^53. */
  readonly octets: string;
  readonly price_minor: number;
  readonly validity: string;
  readonly charge: Purchase['charge'];
  readonly origin: Purchase['origin'];
  readonly by_name: string;
  readonly state: Purchase['state'];
  readonly period_from_ms: number | null;
  readonly grant_id: string | null;
  readonly expires_at_ms: number | null;
  readonly refunded_minor: number;
  readonly bill_item_id: string | null;
  readonly document_id: string | null;
  readonly ordered_at_ms: number;
  readonly granted_at_ms: number | null;
  readonly refunded_at_ms: number | null;
}

/** What was bought, newest first. */
export class PurchaseStore {
  private readonly rows: AddonTable<PurchaseRow>;

  constructor(tables: AddonTables) {
    this.rows = tables.table('purchase');
  }

  async find(tx: Transaction, id: string): Promise<Purchase | undefined> {
    const row = await this.rows.findOne(tx, { id });
    return row && toPurchase(row);
  }

  async findByRequest(tx: Transaction, customerId: string, requestKey: string): Promise<Purchase | undefined> {
    const row = await this.rows.findOne(tx, { customer_id: customerId, request_key: requestKey });
    return row && toPurchase(row);
  }

  ofService(tx: Transaction, serviceId: string, page: { readonly limit: number; readonly offset: number }): Promise<readonly Purchase[]> {
    return this.list(tx, { service_id: serviceId }, page);
  }

  ofCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly Purchase[]> {
    return this.list(tx, { customer_id: customerId }, { limit });
  }

  /** Those of one customer, or of all. */
  page(
    tx: Transaction,
    customerId: string | undefined,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<readonly Purchase[]> {
    return this.list(tx, customerId === undefined ? {} : { customer_id: customerId }, page);
  }

  /** How many a customer has, or all have. */
  count(tx: Transaction, customerId: string | undefined): Promise<number> {
    return this.rows.count(tx, customerId === undefined ? {} : { customer_id: customerId });
  }

  /** Those of a customer in a state, oldest first. */
  async inState(tx: Transaction, customerId: string, state: Purchase['state']): Promise<readonly Purchase[]> {
    const orderBy = [{ column: 'ordered_at_ms', direction: 'asc' }] as const;
    return (await this.rows.find(tx, { customer_id: customerId, state }, { orderBy })).map(toPurchase);
  }

  /** The customers of whom something waits to be paid. */
  async customersWithOrders(tx: Transaction): Promise<readonly string[]> {
    const rows = await this.rows.pick(
      tx,
      ['customer_id'],
      { state: 'waiting' },
      { orderBy: [{ column: 'customer_id', direction: 'asc' }] },
    );
    return [...new Set(rows.map((row) => row.customer_id))];
  }

  /** The customers of whom a cancelled order may still be paid. */
  async customersWithUnansweredOrders(tx: Transaction): Promise<readonly string[]> {
    const rows = await this.rows.pick(
      tx,
      ['customer_id', 'document_id'],
      { state: 'cancelled', refunded_at_ms: null },
      { orderBy: [{ column: 'customer_id', direction: 'asc' }] },
    );
    return [...new Set(rows.filter((row) => row.document_id !== null).map((row) => row.customer_id))];
  }

  /** What a line has bought by itself in a period. */
  async ofPeriod(tx: Transaction, serviceId: string, periodFromMs: number): Promise<readonly Purchase[]> {
    return (await this.rows.find(tx, { service_id: serviceId, period_from_ms: periodFromMs })).map(toPurchase);
  }

  /** Whether something that a line had bought by itself was taken back since. */
  async isAutomaticRefundedSince(tx: Transaction, serviceId: string, sinceMs: number): Promise<boolean> {
    const refunded = await this.rows.find(tx, { service_id: serviceId, state: 'refunded', origin: 'automatic' });
    return refunded.some((row) => (row.refunded_at_ms ?? row.period_from_ms ?? 0) >= sinceMs);
  }

  async put(tx: Transaction, purchase: Purchase): Promise<void> {
    await this.rows.put(tx, toRow(purchase));
  }

  private async list(
    tx: Transaction,
    where: Partial<PurchaseRow>,
    page: { readonly limit: number; readonly offset?: number },
  ): Promise<readonly Purchase[]> {
    const orderBy = [
      { column: 'ordered_at_ms', direction: 'desc' },
      { column: 'id', direction: 'desc' },
    ] as const;
    return (await this.rows.find(tx, where, { orderBy, ...page })).map(toPurchase);
  }
}

function toRow(purchase: Purchase): PurchaseRow {
  const { id, title, count, validity, charge, origin, state } = purchase;
  return {
    id,
    title,
    count,
    validity,
    charge,
    origin,
    state,
    service_id: purchase.serviceId,
    customer_id: purchase.customerId,
    request_key: purchase.requestKey,
    octets: String(purchase.octets),
    price_minor: purchase.priceMinor,
    by_name: purchase.by,
    period_from_ms: purchase.periodFromMs,
    grant_id: purchase.grantId,
    expires_at_ms: purchase.expiresAtMs,
    refunded_minor: purchase.refundedMinor,
    bill_item_id: purchase.billItemId,
    document_id: purchase.documentId,
    ordered_at_ms: purchase.orderedAtMs,
    granted_at_ms: purchase.grantedAtMs,
    refunded_at_ms: purchase.refundedAtMs,
  };
}

function toPurchase(row: PurchaseRow): Purchase {
  const { id, title, count, validity, charge, origin, state } = row;
  return {
    id,
    title,
    count,
    validity,
    charge,
    origin,
    state,
    serviceId: row.service_id,
    customerId: row.customer_id,
    requestKey: row.request_key,
    octets: BigInt(row.octets),
    priceMinor: row.price_minor,
    by: row.by_name,
    periodFromMs: row.period_from_ms,
    grantId: row.grant_id,
    expiresAtMs: row.expires_at_ms,
    refundedMinor: row.refunded_minor,
    billItemId: row.bill_item_id,
    documentId: row.document_id,
    orderedAtMs: row.ordered_at_ms,
    grantedAtMs: row.granted_at_ms,
    refundedAtMs: row.refunded_at_ms,
  };
}

import type { AmountMinor, LocalDate, Transaction } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { insertRows } from '../../kernel/database/insert-rows.js';
import { saleFromText, saleText } from '../../plans/plan-sale.js';
import type { PeriodMonths } from '../engine/billing-period.js';
import type { ChargedTax } from '../engine/charge-difference.js';
import type { ServicePiece } from '../engine/customer-charges.js';
import { dayNumber, localDate } from '../engine/day-number.js';
import type { Proration } from '../engine/proration.js';

/** How far a customer is billed. */
export interface BillingProgress {
  readonly customerId: string;
  readonly settledBefore: LocalDate | null;
  readonly lastBilledOn: LocalDate | null;
  readonly nextBillOn: LocalDate | null;
  /** Of the last bill; 0 before the first. */
  readonly billNumber: number;
}

/** A charge as it is kept. */
export interface KeptCharge {
  readonly customerId: string;
  readonly billNumber: number;
  readonly line: number;
  readonly billDate: LocalDate;
  readonly documentId: string | null;
  readonly piece: ServicePiece;
}

/** Something that is charged once. */
export interface OneTimeItem {
  readonly id: string;
  readonly customerId: string;
  readonly serviceId: string | null;
  readonly description: string;
  readonly quantity: number;
  readonly unitPriceMinor: AmountMinor;
  /** It comes on the first bill of this day or later. */
  readonly date: LocalDate;
  readonly createdAtMs: number;
  readonly state: 'waiting' | 'billed' | 'cancelled';
  readonly billNumber: number | null;
}

interface BillName {
  readonly customerId: string;
  readonly billNumber: number;
}

type Row = Readonly<Record<string, string | number | null>>;

/** In which items stand on a bill; those of one that is issued are found again by it. */
const ITEM_ORDER = ['date', 'created_at_ms', 'id'];

const CHARGE_COLUMNS = [
  'customer_id',
  'bill_number',
  'line',
  'service_id',
  'plan_id',
  'bill_date',
  'period_start',
  'period_end',
  'period_months',
  'proration',
  'from_date',
  'to_date',
  'quantity',
  'list_price_minor',
  'period_price_minor',
  'is_credit',
  'amount_minor',
  'document_id',
  'sale',
  'tax',
] as const;

const MONTH_BEFORE_DISCOUNTS = `CASE WHEN x.period_price_minor = 0 THEN (1 - 2 * x.is_credit) * x.list_price_minor
  ELSE 1.0 * x.amount_minor * x.list_price_minor / x.period_price_minor END`;

export class BillingStore {
  async progress(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, BillingProgress>> {
    const rows = (await sqlOf(tx)('billing_customer').whereIn('customer_id', customerIds)) as Row[];
    return new Map(rows.map((row) => [String(row.customer_id), toProgress(row)]));
  }

  /** Customers with a bill date up to a day, in pages by id. */
  async dueCustomers(
    tx: Transaction,
    query: { readonly through: LocalDate; readonly afterId: string; readonly limit: number },
  ): Promise<readonly string[]> {
    const rows = (await sqlOf(tx)('billing_customer')
      .where('next_bill_on', '<=', query.through)
      .where('customer_id', '>', query.afterId)
      .orderBy('customer_id')
      .limit(query.limit)
      .select('customer_id')) as { customer_id: string }[];
    return rows.map((row) => row.customer_id);
  }

  async countDue(tx: Transaction, through: LocalDate): Promise<number> {
    const [row] = await sqlOf(tx)('billing_customer').where('next_bill_on', '<=', through).count({ total: '*' });
    return Number((row as { total: number | string }).total);
  }

  /** Customers of a billing type of whom nothing is kept yet. */
  async unknownCustomers(tx: Transaction, billingType: string, limit: number): Promise<readonly string[]> {
    const rows = (await sqlOf(tx)('customer as c')
      .leftJoin('billing_customer as b', 'b.customer_id', 'c.id')
      .where('c.billing_type', billingType)
      .whereNull('b.customer_id')
      .orderBy('c.id')
      .limit(limit)
      .select('c.id')) as { id: string }[];
    return rows.map((row) => row.id);
  }

  /** One statement for all. */
  async putProgress(tx: Transaction, progress: readonly BillingProgress[]): Promise<void> {
    if (progress.length === 0) return;
    const row = '(?,?,?,?,?)';
    const columns = 'customer_id, settled_before, last_billed_on, next_bill_on, bill_number';
    const isMysql = databaseTransactionOf(tx).dialect === 'mysql';
    const set = ['settled_before', 'last_billed_on', 'next_bill_on', 'bill_number']
      .map((column) => (isMysql ? `${column} = VALUES(${column})` : `${column} = excluded.${column}`))
      .join(', ');
    const values = progress.flatMap((each) => [
      each.customerId,
      each.settledBefore,
      each.lastBilledOn,
      each.nextBillOn,
      each.billNumber,
    ]) as string[];
    const onConflict = isMysql ? 'ON DUPLICATE KEY UPDATE' : 'ON CONFLICT (customer_id) DO UPDATE SET';
    await sqlOf(tx).raw(
      `INSERT INTO billing_customer (${columns}) VALUES ${progress.map(() => row).join(',')} ${onConflict} ${set}`,
      values,
    );
  }

  /** What was charged of periods that end after a customer's settled day. */
  async openCharges(tx: Transaction, customerIds: readonly string[]): Promise<readonly KeptCharge[]> {
    const rows = (await sqlOf(tx)('billing_charge as x')
      .join('billing_customer as b', 'b.customer_id', 'x.customer_id')
      .whereIn('x.customer_id', customerIds)
      .whereRaw("x.period_end > COALESCE(b.settled_before, '0000-01-01')")
      .orderBy(['x.customer_id', 'x.bill_number', 'x.line'])
      .select('x.*')) as Row[];
    return rows.map(toCharge);
  }

  async chargesOf(tx: Transaction, customerId: string): Promise<readonly KeptCharge[]> {
    const rows = (await sqlOf(tx)('billing_charge').where({ customer_id: customerId }).orderBy(['bill_number', 'line'])) as Row[];
    return rows.map(toCharge);
  }

  /** What each of a customer's latest bills has charged for a month before discounts, less what it gave back; of what was free, the whole month's price. */
  async latestBills(tx: Transaction, customerIds: readonly string[], limit: number): Promise<ReadonlyMap<string, readonly AmountMinor[]>> {
    const sql = sqlOf(tx);
    const rows = (await sql('billing_charge as x')
      .join('billing_customer as b', 'b.customer_id', 'x.customer_id')
      .whereIn('x.customer_id', customerIds)
      .whereRaw('x.bill_number > b.bill_number - ?', [limit])
      .groupBy('x.customer_id', 'x.bill_number')
      .select('x.customer_id')
      .select(sql.raw(`SUM(${MONTH_BEFORE_DISCOUNTS}) AS charged`))) as unknown as { customer_id: string; charged: number | string }[];
    const bills = new Map<string, AmountMinor[]>();
    for (const { customer_id: id, charged } of rows) bills.set(id, [...(bills.get(id) ?? []), Number(charged)]);
    return bills;
  }

  insertCharges(tx: Transaction, charges: readonly KeptCharge[]): Promise<void> {
    return insertRows(tx, 'billing_charge', CHARGE_COLUMNS, charges.map(toChargeRow));
  }

  async waitingItems(tx: Transaction, customerIds: readonly string[]): Promise<readonly OneTimeItem[]> {
    const rows = (await sqlOf(tx)('billing_item')
      .whereIn('customer_id', customerIds)
      .where({ state: 'waiting' })
      .orderBy(ITEM_ORDER)) as Row[];
    return rows.map(toItem);
  }

  /** In the order of their lines: each has one, after those of the services. */
  async itemsOfBill(tx: Transaction, { customerId, billNumber }: BillName): Promise<readonly OneTimeItem[]> {
    const rows = (await sqlOf(tx)('billing_item')
      .where({ customer_id: customerId, state: 'billed', bill_number: billNumber })
      .orderBy(ITEM_ORDER)) as Row[];
    return rows.map(toItem);
  }

  async findItem(tx: Transaction, where: { readonly id: string } | { readonly idempotency_key: string }): Promise<OneTimeItem | undefined> {
    const [row] = (await sqlOf(tx)('billing_item').where(where)) as Row[];
    return row && toItem(row);
  }

  async insertItem(tx: Transaction, item: OneTimeItem, idempotencyKey: string): Promise<void> {
    await sqlOf(tx)('billing_item').insert({
      id: item.id,
      customer_id: item.customerId,
      service_id: item.serviceId,
      description: item.description,
      quantity: item.quantity,
      unit_price_minor: item.unitPriceMinor,
      date: item.date,
      created_at_ms: item.createdAtMs,
      state: item.state,
      bill_number: item.billNumber,
      idempotency_key: idempotencyKey,
    });
  }

  async markItem(tx: Transaction, id: string, state: OneTimeItem['state'], billNumber: number | null): Promise<void> {
    await sqlOf(tx)('billing_item').where({ id }).update({ state, bill_number: billNumber });
  }
}

function toProgress(row: Row): BillingProgress {
  return {
    customerId: String(row.customer_id),
    settledBefore: row.settled_before as string | null,
    lastBilledOn: row.last_billed_on as string | null,
    nextBillOn: row.next_bill_on as string | null,
    billNumber: Number(row.bill_number),
  };
}

function toChargeRow({ customerId, billNumber, line, billDate, documentId, piece }: KeptCharge) {
  return {
    customer_id: customerId,
    bill_number: billNumber,
    line,
    service_id: piece.serviceId,
    plan_id: piece.rate.planId,
    bill_date: billDate,
    period_start: localDate(piece.period.start),
    period_end: localDate(piece.period.end),
    period_months: piece.period.months,
    proration: piece.proration,
    from_date: localDate(piece.from),
    to_date: localDate(piece.to),
    quantity: piece.rate.quantity,
    list_price_minor: piece.rate.listPriceMinor,
    period_price_minor: piece.rate.periodPriceMinor,
    is_credit: piece.isCredit ? 1 : 0,
    amount_minor: piece.amountMinor,
    document_id: documentId,
    sale: saleText(piece.rate.sale),
    tax: piece.tax === undefined ? null : JSON.stringify(piece.tax),
  };
}

function toCharge(row: Row): KeptCharge {
  return {
    customerId: String(row.customer_id),
    billNumber: Number(row.bill_number),
    line: Number(row.line),
    billDate: String(row.bill_date),
    documentId: row.document_id as string | null,
    piece: {
      serviceId: String(row.service_id),
      period: {
        start: dayNumber(String(row.period_start)),
        end: dayNumber(String(row.period_end)),
        months: Number(row.period_months) as PeriodMonths,
      },
      proration: row.proration as Proration,
      from: dayNumber(String(row.from_date)),
      to: dayNumber(String(row.to_date)),
      rate: {
        planId: String(row.plan_id),
        quantity: Number(row.quantity),
        listPriceMinor: Number(row.list_price_minor),
        periodPriceMinor: Number(row.period_price_minor),
        sale: saleFromText(row.sale),
      },
      isCredit: Number(row.is_credit) === 1,
      amountMinor: Number(row.amount_minor),
      ...(typeof row.tax === 'string' ? { tax: JSON.parse(row.tax) as ChargedTax } : {}),
    },
  };
}

function toItem(row: Row): OneTimeItem {
  return {
    id: String(row.id),
    customerId: String(row.customer_id),
    serviceId: row.service_id as string | null,
    description: String(row.description),
    quantity: Number(row.quantity),
    unitPriceMinor: Number(row.unit_price_minor),
    date: String(row.date),
    createdAtMs: Number(row.created_at_ms),
    state: row.state as OneTimeItem['state'],
    billNumber: row.bill_number === null ? null : Number(row.bill_number),
  };
}

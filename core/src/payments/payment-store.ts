import type { LocalDate, Payment, Refund, Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { sqlOf } from '../kernel/database/database-transaction.js';

type Row = Readonly<Record<string, string | number | null>>;

export interface PaymentSearch {
  readonly customerId?: string;
  readonly method?: string;
  readonly from?: LocalDate;
  readonly to?: LocalDate;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

export interface PaymentSummary extends Payment {
  readonly customerName: string;
  /** What of it has not paid an invoice; null for payments from before invoices were kept. */
  readonly unusedMinor: number | null;
}

export interface PaymentPage {
  readonly payments: readonly PaymentSummary[];
  readonly total: number;
  /** Of all that match and stand, not of this page only. */
  readonly totalMinor: number;
}

const REFUNDED = '(SELECT SUM(r.amount_minor) FROM refund r WHERE r.payment_id = p.id)';

export class PaymentStore {
  async insert(tx: Transaction, payment: Payment): Promise<void> {
    await sqlOf(tx)('payment').insert({
      id: payment.id,
      customer_id: payment.customerId,
      amount_minor: payment.amountMinor,
      method: payment.method,
      note: payment.note,
      date: payment.date,
      value_date: payment.valueDate,
      entry_id: payment.entryId,
      received_at_ms: payment.receivedAtMs,
      reference: payment.reference,
    });
  }

  async find(tx: Transaction, paymentId: string): Promise<Payment | undefined> {
    return this.one(tx, (query) => query.where('p.id', paymentId));
  }

  async findByEntry(tx: Transaction, entryId: string): Promise<Payment | undefined> {
    return this.one(tx, (query) => query.where('p.entry_id', entryId));
  }

  async findByReference(tx: Transaction, method: string, reference: string): Promise<Payment | undefined> {
    return this.one(tx, (query) => query.where({ 'p.method': method, 'p.reference': reference }));
  }

  async ofCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly Payment[]> {
    const rows = (await select(tx).where('p.customer_id', customerId).orderBy('p.received_at_ms', 'desc').limit(limit)) as Row[];
    return rows.map(toPayment);
  }

  async search(tx: Transaction, search: PaymentSearch): Promise<PaymentPage> {
    const narrow = (query: Knex.QueryBuilder): Knex.QueryBuilder => {
      if (search.customerId !== undefined) void query.where('p.customer_id', search.customerId);
      if (search.method !== undefined) void query.where('p.method', search.method);
      if (search.from !== undefined) void query.where('p.date', '>=', search.from);
      if (search.to !== undefined) void query.where('p.date', '<=', search.to);
      return query;
    };
    const sql = sqlOf(tx);
    const [sums] = (await narrow(sql('payment as p'))
      .count({ total: '*' })
      .select(sql.raw('SUM(CASE WHEN p.cancelled_at_ms IS NULL THEN p.amount_minor ELSE 0 END) AS total_minor'))) as Row[];
    const rows = (await narrow(select(tx))
      .leftJoin('customer as c', 'c.id', 'p.customer_id')
      .leftJoin('open_item as o', 'o.id', 'p.id')
      .select({ customer_name: 'c.name', unused_minor: 'o.open_minor' })
      .orderBy('p.received_at_ms', 'desc')
      .orderBy('p.id', 'desc')
      .limit(search.pageSize)
      .offset((search.page - 1) * search.pageSize)) as Row[];
    return {
      payments: rows.map((row) => ({
        ...toPayment(row),
        customerName: String(row.customer_name ?? ''),
        unusedMinor: row.unused_minor === null ? null : Number(row.unused_minor),
      })),
      total: Number(sums?.total ?? 0),
      totalMinor: Number(sums?.total_minor ?? 0),
    };
  }

  /** Each found by a step in the index of methods, however many payments there are. */
  async methods(tx: Transaction): Promise<readonly string[]> {
    const methods: string[] = [];
    for (;;) {
      const [row] = (await sqlOf(tx)('payment')
        .where('method', '>', methods.at(-1) ?? '')
        .min({ method: 'method' })) as Row[];
      const method = words(row?.method);
      if (method === null) return methods;
      methods.push(method);
    }
  }

  /** What was paid between two days inclusive and was not cancelled. */
  async total(tx: Transaction, from: LocalDate, to: LocalDate): Promise<number> {
    const [row] = (await sqlOf(tx)('payment')
      .whereBetween('date', [from, to])
      .whereNull('cancelled_at_ms')
      .sum({ total: 'amount_minor' })) as Row[];
    return Number(row?.total ?? 0);
  }

  async cancel(tx: Transaction, paymentId: string, cancelledAtMs: number, reason: string): Promise<void> {
    await sqlOf(tx)('payment').where('id', paymentId).update({ cancelled_at_ms: cancelledAtMs, cancel_reason: reason });
  }

  async insertRefund(tx: Transaction, refund: Refund): Promise<void> {
    await sqlOf(tx)('refund').insert({
      id: refund.id,
      customer_id: refund.customerId,
      payment_id: refund.paymentId,
      amount_minor: refund.amountMinor,
      method: refund.method,
      note: refund.note,
      reference: refund.reference,
      date: refund.date,
      entry_id: refund.entryId,
      refunded_at_ms: refund.refundedAtMs,
    });
  }

  async findRefundByEntry(tx: Transaction, entryId: string): Promise<Refund | undefined> {
    const [row] = (await sqlOf(tx)('refund').where('entry_id', entryId)) as Row[];
    return row && toRefund(row);
  }

  async refundsOf(tx: Transaction, query: { readonly paymentId: string } | { readonly customerId: string }): Promise<readonly Refund[]> {
    const where = 'paymentId' in query ? { payment_id: query.paymentId } : { customer_id: query.customerId };
    return ((await sqlOf(tx)('refund').where(where).orderBy('refunded_at_ms', 'desc')) as Row[]).map(toRefund);
  }

  private async one(tx: Transaction, narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<Payment | undefined> {
    const [row] = (await narrow(select(tx))) as Row[];
    return row && toPayment(row);
  }
}

function select(tx: Transaction): Knex.QueryBuilder {
  const sql = sqlOf(tx);
  return sql('payment as p').select('p.*', sql.raw(`${REFUNDED} AS refunded_minor`));
}

const words = (value: string | number | null | undefined): string | null => (value === null || value === undefined ? null : String(value));

function toPayment(row: Row): Payment {
  return {
    id: String(row.id),
    customerId: String(row.customer_id),
    amountMinor: Number(row.amount_minor),
    method: String(row.method),
    note: words(row.note),
    date: String(row.date),
    valueDate: words(row.value_date),
    entryId: String(row.entry_id),
    receivedAtMs: Number(row.received_at_ms),
    reference: words(row.reference),
    refundedMinor: Number(row.refunded_minor ?? 0),
    cancelledAtMs: row.cancelled_at_ms === null ? null : Number(row.cancelled_at_ms),
    cancelReason: words(row.cancel_reason),
  };
}

function toRefund(row: Row): Refund {
  return {
    id: String(row.id),
    customerId: String(row.customer_id),
    paymentId: words(row.payment_id),
    amountMinor: Number(row.amount_minor),
    method: String(row.method),
    note: words(row.note),
    reference: words(row.reference),
    date: String(row.date),
    entryId: String(row.entry_id),
    refundedAtMs: Number(row.refunded_at_ms),
  };
}

import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { PAYMENT_METHODS } from '../payments/payment-schema.js';
import { numberOf, type Report, type ReportPage, type ReportPeriod } from './report.js';
import { thisYear } from './revenue-report.js';

const SUMMED = ['payments', 'receivedMinor', 'refundedMinor', 'netMinor'] as const;

/** What came in, what went back. A cancelled payment is none. */
const MOVED = `
  SELECT SUBSTR(date, 1, 7) AS month, method, 1 AS payments, amount_minor AS received_minor, 0 AS refunded_minor
  FROM payment WHERE cancelled_at_ms IS NULL AND date >= ? AND date <= ?
  UNION ALL
  SELECT SUBSTR(date, 1, 7), method, 0, 0, amount_minor FROM refund WHERE date >= ? AND date <= ?`;

/** What customers paid, by month and way. */
export const PAYMENTS_REPORT: Report = {
  id: 'payments',
  title: 'Payments by method',
  description: 'What was received and given back, by month and way; cancelled payments are left out.',
  icon: 'cash',
  asks: 'period',
  columns: [
    { key: 'month', title: 'Month', kind: 'month' },
    { key: 'method', title: 'Method', kind: 'text' },
    { key: 'payments', title: 'Payments', kind: 'count' },
    { key: 'receivedMinor', title: 'Received', kind: 'amount' },
    { key: 'refundedMinor', title: 'Given back', kind: 'amount' },
    { key: 'netMinor', title: 'Together', kind: 'amount' },
  ],
  defaultPeriod: thisYear,

  async page(tx: Transaction, { from, to }: ReportPeriod, { limit, offset }): Promise<ReportPage> {
    const sql = sqlOf(tx);
    const rows = (await sql
      .from(sql.raw(`(${MOVED}) AS moved`, [from, to, from, to]) as never)
      .groupBy('month', 'method')
      .orderBy([
        { column: 'month', order: 'desc' },
        { column: 'method', order: 'asc' },
      ])
      .select('month', 'method')
      .sum({ payments: 'payments', received_minor: 'received_minor', refunded_minor: 'refunded_minor' })) as Record<string, unknown>[];
    const all = rows.map((row) => {
      const [receivedMinor, refundedMinor] = [numberOf(row.received_minor), numberOf(row.refunded_minor)];
      const method = String(row.method);
      return {
        month: String(row.month),
        method: PAYMENT_METHODS[method]?.title ?? method,
        payments: numberOf(row.payments),
        receivedMinor,
        refundedMinor,
        netMinor: receivedMinor - refundedMinor,
      };
    });
    return {
      rows: all.slice(offset, offset + limit),
      total: all.length,
      sums: Object.fromEntries(SUMMED.map((key) => [key, all.reduce((sum, row) => sum + row[key], 0)])),
    };
  },
};

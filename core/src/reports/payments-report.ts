import type { Transaction } from '@tapline/sdk';
import type { ContributionRegistry } from '../kernel/addons/contribution-registry.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { methodTitles } from '../payments/method-titles.js';
import { numberOf, type Report, type ReportPage, type ReportPeriod } from './report.js';
import { thisYear } from './revenue-report.js';

const SUMMED = ['payments', 'receivedMinor', 'cancelledMinor', 'refundedMinor', 'netMinor'] as const;

/** What came in and went back on the days of the journal: a cancelled payment came in once, and is gone on the day of its reversal. */
const MOVED = `
  SELECT SUBSTR(date, 1, 7) AS month, method, 1 AS payments, amount_minor AS received_minor, 0 AS cancelled_minor, 0 AS refunded_minor
  FROM payment WHERE date >= ? AND date <= ?
  UNION ALL
  SELECT SUBSTR(r.date, 1, 7), p.method, 0, 0, p.amount_minor, 0
  FROM journal_entry r JOIN payment p ON p.entry_id = r.reverses_entry_id WHERE r.date >= ? AND r.date <= ?
  UNION ALL
  SELECT SUBSTR(date, 1, 7), method, 0, 0, 0, amount_minor FROM refund WHERE date >= ? AND date <= ?`;

/** What customers paid, by month and way. */
export const paymentsReport = (contributions: ContributionRegistry): Report => ({
  id: 'payments',
  title: 'Payments by method',
  description:
    'What was received, cancelled and given back, by month and way, each in the month in which the journal has it: a month that is over stays as it is.',
  icon: 'cash',
  asks: 'period',
  columns: [
    { key: 'month', title: 'Month', kind: 'month' },
    { key: 'method', title: 'Method', kind: 'text' },
    { key: 'payments', title: 'Payments', kind: 'count' },
    { key: 'receivedMinor', title: 'Received', kind: 'amount' },
    { key: 'cancelledMinor', title: 'Cancelled', kind: 'amount' },
    { key: 'refundedMinor', title: 'Given back', kind: 'amount' },
    { key: 'netMinor', title: 'Together', kind: 'amount' },
  ],
  defaultPeriod: thisYear,

  async page(tx: Transaction, { from, to }: ReportPeriod, { limit, offset }): Promise<ReportPage> {
    const sql = sqlOf(tx);
    const rows = (await sql
      .from(sql.raw(`(${MOVED}) AS moved`, [from, to, from, to, from, to]) as never)
      .groupBy('month', 'method')
      .orderBy([
        { column: 'month', order: 'desc' },
        { column: 'method', order: 'asc' },
      ])
      .select('month', 'method')
      .sum({
        payments: 'payments',
        received_minor: 'received_minor',
        cancelled_minor: 'cancelled_minor',
        refunded_minor: 'refunded_minor',
      })) as Record<string, unknown>[];
    const titles = methodTitles(contributions);
    const all = rows.map((row) => {
      const [receivedMinor, cancelledMinor] = [numberOf(row.received_minor), numberOf(row.cancelled_minor)];
      const refundedMinor = numberOf(row.refunded_minor);
      const method = String(row.method);
      return {
        month: String(row.month),
        method: titles.get(method) ?? method,
        payments: numberOf(row.payments),
        receivedMinor,
        cancelledMinor,
        refundedMinor,
        netMinor: receivedMinor - cancelledMinor - refundedMinor,
      };
    });
    return {
      rows: all.slice(offset, offset + limit),
      total: all.length,
      sums: Object.fromEntries(SUMMED.map((key) => [key, all.reduce((sum, row) => sum + row[key], 0)])),
    };
  },
});

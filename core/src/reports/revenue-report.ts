import type { LocalDate, Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { numberOf, type Report, type ReportPage, type ReportPeriod } from './report.js';

const ACCOUNT_TITLES: Readonly<Record<string, string>> = {
  'revenue.internet': 'Internet',
  'revenue.recurring': 'Recurring services',
  'revenue.one-time': 'One-time items',
  'revenue.other': 'Other',
  rounding: 'Rounding',
};

const TAX_PREFIX = 'tax.';

/** One side of the journal in a period, by month and account; the side that takes away counts below 0. */
const SIDE = (account: 'debit_account' | 'credit_account', sign: '' | '-'): string => `
  SELECT SUBSTR(e.date, 1, 7) AS month, p.${account} AS account, ${sign}p.amount_minor AS amount_minor
  FROM journal_entry e JOIN posting p ON p.entry_id = e.id JOIN ledger_account l ON l.code = p.${account}
  WHERE e.date >= ? AND e.date <= ? AND (l.kind = 'revenue' OR p.${account} LIKE '${TAX_PREFIX}%')`;

/** What was earned by month and kind of sale, and the tax on it, as the journal has it. */
export const REVENUE_REPORT: Report = {
  id: 'revenue',
  title: 'Revenue by month',
  description: 'What was sold by month and kind, without tax, and the tax on it; straight from the ledger.',
  icon: 'chart-bar',
  asks: 'period',
  columns: [
    { key: 'month', title: 'Month', kind: 'month' },
    { key: 'what', title: 'What', kind: 'text' },
    { key: 'netMinor', title: 'Without tax', kind: 'amount' },
    { key: 'taxMinor', title: 'Tax', kind: 'amount' },
  ],
  defaultPeriod: thisYear,

  async page(tx: Transaction, { from, to }: ReportPeriod, { limit, offset }): Promise<ReportPage> {
    const sql = sqlOf(tx);
    const sides = sql.raw(`(${SIDE('credit_account', '')} UNION ALL ${SIDE('debit_account', '-')}) AS moved`, [from, to, from, to]);
    const rows = (await sql
      .from(sides as never)
      .groupBy('month', 'account')
      .orderBy([
        { column: 'month', order: 'desc' },
        { column: 'account', order: 'asc' },
      ])
      .select('month', 'account')
      .sum({ amount_minor: 'amount_minor' })) as Record<string, unknown>[];
    const all = rows.map((row) => {
      const account = String(row.account);
      const amountMinor = numberOf(row.amount_minor);
      const isTax = account.startsWith(TAX_PREFIX);
      return {
        month: String(row.month),
        what: isTax ? taxTitle(account) : (ACCOUNT_TITLES[account] ?? account),
        netMinor: isTax ? 0 : amountMinor,
        taxMinor: isTax ? amountMinor : 0,
      };
    });
    return {
      rows: all.slice(offset, offset + limit),
      total: all.length,
      sums: {
        netMinor: all.reduce((sum, { netMinor }) => sum + netMinor, 0),
        taxMinor: all.reduce((sum, { taxMinor }) => sum + taxMinor, 0),
      },
    };
  },
};

/** Of the year so far. */
export function thisYear(today: LocalDate): ReportPeriod {
  return { from: `${today.slice(0, 4)}-01-01`, to: today };
}

/** `tax.standard.21` */
function taxTitle(account: string): string {
  const [, code = '', ...percent] = account.split('.');
  return `Tax ${code}, ${percent.join('.')} %`;
}

import { addDays, type LocalDate, type Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { CUSTOMER_COLUMNS, numberOf, type Report, type ReportColumn, type ReportPage, type ReportPeriod } from './report.js';

/** Days past due, both ends included; the last has none. */
const AGES = [
  { key: 'notDueMinor', title: 'Not due', from: Number.NEGATIVE_INFINITY, to: 0 },
  { key: 'overdue30Minor', title: '1–30 days', from: 1, to: 30 },
  { key: 'overdue60Minor', title: '31–60 days', from: 31, to: 60 },
  { key: 'overdue90Minor', title: '61–90 days', from: 61, to: 90 },
  { key: 'overdueMoreMinor', title: 'Over 90 days', from: 91, to: Number.POSITIVE_INFINITY },
] as const;

const AMOUNTS: readonly ReportColumn[] = [
  ...AGES.map(({ key, title }): ReportColumn => ({ key, title, kind: 'amount' })),
  { key: 'openMinor', title: 'Open', kind: 'amount' },
];

/** What customers owe by invoices, as it was at the end of a day. */
export const OPEN_INVOICES_REPORT: Report = {
  id: 'open-invoices',
  title: 'Open and overdue',
  description: 'What customers owe by their invoices, by how long it has been due.',
  icon: 'clock',
  asks: 'day',
  dayWord: 'As it was on',
  columns: [...CUSTOMER_COLUMNS, { key: 'invoices', title: 'Invoices', kind: 'count' }, ...AMOUNTS],
  defaultPeriod: (today) => ({ from: today, to: today }),

  async page(tx: Transaction, { to }: ReportPeriod, { limit, offset }): Promise<ReportPage> {
    const sql = sqlOf(tx);
    // What was paid later was open then: what was allocated by the day is taken off, not what is open now.
    const open = sql('open_item as o')
      .where({ 'o.side': 'debit', 'o.kind': 'invoice' })
      .where('o.date', '<=', to)
      .select(
        'o.customer_id',
        'o.due_date',
        sql.raw(
          'o.amount_minor - COALESCE((SELECT SUM(a.amount_minor) FROM allocation a WHERE a.debit_item_id = o.id AND a.date <= ?), 0) AS open_minor',
          [to],
        ),
      );
    const sums = AGES.map(({ key, from, to: until }) => sumOf(key, { from, until }, to));
    const byCustomer = sql
      .from(open.as('i'))
      .where('open_minor', '>', 0)
      .groupBy('customer_id')
      .select(
        'customer_id',
        sql.raw('COUNT(*) AS invoices'),
        sql.raw('SUM(open_minor) AS openMinor'),
        ...sums.map(({ text, values }) => sql.raw(text, values)),
      );
    const [totals] = (await sql
      .from(byCustomer.clone().as('t'))
      .count({ total: '*' })
      .sum(Object.fromEntries(['invoices', ...AMOUNTS.map(({ key }) => key)].map((key) => [key, key])))) as Record<string, unknown>[];
    const rows = (await sql
      .from(byCustomer.as('t'))
      .join('customer as c', 'c.id', 't.customer_id')
      .orderBy('openMinor', 'desc')
      .orderBy('c.number')
      .limit(limit)
      .offset(offset)
      .select('t.*', { customer_name: 'c.name', customer_number: 'c.number' })) as Record<string, unknown>[];
    return {
      rows: rows.map((row) => ({
        customerId: String(row.customer_id),
        customerNumber: String(row.customer_number),
        customerName: String(row.customer_name),
        ...amountsOf(row),
      })),
      total: numberOf(totals?.total),
      sums: amountsOf(totals ?? {}),
    };
  },
};

function amountsOf(row: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  return Object.fromEntries(['invoices', ...AMOUNTS.map(({ key }) => key)].map((key) => [key, numberOf(row[key])]));
}

/** The sum of what has been due for so many days. */
function sumOf(key: string, days: { readonly from: number; readonly until: number }, today: LocalDate) {
  const conditions = [
    ...(Number.isFinite(days.until) ? [{ text: 'due_date >= ?', value: addDays(today, -days.until) }] : []),
    ...(Number.isFinite(days.from) ? [{ text: 'due_date <= ?', value: addDays(today, -days.from) }] : []),
  ];
  return {
    text: `SUM(CASE WHEN ${conditions.map(({ text }) => text).join(' AND ')} THEN open_minor ELSE 0 END) AS ${key}`,
    values: conditions.map(({ value }) => value),
  };
}

import { localDateOf, type Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { CUSTOMER_COLUMNS, numberOf, type Report, type ReportPage, type ReportPeriod } from './report.js';

interface StoredReason {
  readonly effect: string;
  readonly text: string;
  readonly sinceMs: number;
}

const OWED = "(SELECT SUM(o.open_minor) FROM open_item o WHERE o.customer_id = c.id AND o.is_open = 1 AND o.side = 'debit')";

/** The lines that somebody pays for, or should, and that may not pass. */
export function blockedLinesReport(timeZone: string): Report {
  return {
    id: 'blocked',
    title: 'Blocked lines',
    description: 'Active services that may not go online now: since when, why, and what their customers owe.',
    icon: 'ban',
    asks: 'nothing',
    columns: [
      ...CUSTOMER_COLUMNS,
      { key: 'login', title: 'Login', kind: 'text' },
      { key: 'since', title: 'Since', kind: 'day' },
      { key: 'reason', title: 'Why', kind: 'text' },
      { key: 'owedMinor', title: 'Owed', kind: 'amount' },
    ],
    defaultPeriod: (today) => ({ from: today, to: today }),

    async page(tx: Transaction, _period: ReportPeriod, { limit, offset }): Promise<ReportPage> {
      const sql = sqlOf(tx);
      const blocked = sql('service_access as a')
        .join('service as s', 's.id', 'a.service_id')
        .join('customer as c', 'c.id', 'a.customer_id')
        .where('a.is_allowed', 0)
        .where('s.status', 'active')
        .whereIn('c.status', ['active', 'blocked']);
      const [count] = (await blocked.clone().count({ total: '*' })) as Record<string, unknown>[];
      const owing = blocked
        .clone()
        .distinct('c.id')
        .select(sql.raw(`${OWED} AS owed_minor`));
      const [sum] = (await sql.from(owing.as('owing')).sum({ owed_minor: 'owed_minor' })) as Record<string, unknown>[];
      const rows = (await blocked
        .orderBy('c.number')
        .orderBy('a.login')
        .limit(limit)
        .offset(offset)
        .select('a.login', 'a.reasons', 'a.changed_at_ms', sql.raw(`${OWED} AS owed_minor`), {
          customer_id: 'c.id',
          customer_name: 'c.name',
          customer_number: 'c.number',
        })) as Record<string, unknown>[];
      return {
        rows: rows.map((row) => {
          const blocks = (JSON.parse(String(row.reasons)) as StoredReason[]).filter(({ effect }) => effect === 'block');
          const sinceMs = blocks.length === 0 ? numberOf(row.changed_at_ms) : Math.min(...blocks.map((block) => block.sinceMs));
          return {
            customerId: String(row.customer_id),
            customerNumber: String(row.customer_number),
            customerName: String(row.customer_name),
            login: String(row.login),
            since: localDateOf(sinceMs, timeZone),
            reason: blocks.map(({ text }) => text).join('; '),
            owedMinor: numberOf(row.owed_minor),
          };
        }),
        total: numberOf(count?.total),
        sums: { owedMinor: numberOf(sum?.owed_minor) },
      };
    },
  };
}

import { addDays, type LocalDate, startOfDayMs, type Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { CUSTOMER_COLUMNS, numberOf, type Report, type ReportPage, type ReportPeriod, type ReportRow } from './report.js';

const MOST_LINES = 10_000;
const OCTETS_OF_GB = 1e9;
const OCTETS_OF_MB = 1e6;

interface Leak extends ReportRow {
  readonly octets: number;
}

/** What flowed though nobody should have been online: over lines that are shut since then, and in sessions of which no service is known. */
export function unpaidTrafficReport(timeZone: string): Report {
  return {
    id: 'unpaid-traffic',
    title: 'Traffic nobody pays for',
    description:
      'What flowed over lines that were shut, stopped or paused by then, and in sessions without a service. Visits of the walled garden are among it.',
    icon: 'alert-triangle',
    asks: 'period',
    columns: [
      { key: 'login', title: 'Login', kind: 'text' },
      ...CUSTOMER_COLUMNS,
      { key: 'traffic', title: 'Traffic', kind: 'text' },
      { key: 'reason', title: 'Why', kind: 'text' },
    ],
    defaultPeriod: (today) => ({ from: addDays(today, -6), to: today }),

    async page(tx: Transaction, period: ReportPeriod, { limit, offset }): Promise<ReportPage> {
      const span = spanOf(period, timeZone);
      const leaks = [...(await ofShutLines(tx, span)), ...(await ofNoService(tx, span))].sort((a, b) => b.octets - a.octets);
      return { rows: leaks.slice(offset, offset + limit).map(({ octets: _octets, ...row }) => row), total: leaks.length };
    },
  };
}

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

function spanOf({ from, to }: { readonly from: LocalDate; readonly to: LocalDate }, timeZone: string): Span {
  return { fromMs: startOfDayMs(from, timeZone), untilMs: startOfDayMs(addDays(to, 1), timeZone) };
}

/** Whole hours after a line was shut: the hour itself may hold what flowed before. */
async function ofShutLines(tx: Transaction, { fromMs, untilMs }: Span): Promise<readonly Leak[]> {
  const sql = sqlOf(tx);
  const rows = (await sql('service_access as a')
    .join('usage_hour as u', 'u.service_id', 'a.service_id')
    .join('customer as c', 'c.id', 'a.customer_id')
    .where('a.is_allowed', 0)
    .whereRaw('u.hour_ms >= COALESCE(a.shut_since_ms, a.changed_at_ms)')
    .where('u.hour_ms', '>=', fromMs)
    .where('u.hour_ms', '<', untilMs)
    .groupBy('a.service_id', 'a.login', 'a.reasons', 'c.id', 'c.name', 'c.number')
    .limit(MOST_LINES)
    .select('a.login', 'a.reasons', { customer_id: 'c.id', customer_name: 'c.name', customer_number: 'c.number' })
    .select(sql.raw('SUM(u.download_octets + u.upload_octets) AS octets'))) as Record<string, unknown>[];
  return rows.map((row) => ({
    login: String(row.login),
    customerId: String(row.customer_id),
    customerName: String(row.customer_name),
    customerNumber: String(row.customer_number),
    traffic: written(numberOf(row.octets)),
    reason: (JSON.parse(String(row.reasons)) as { readonly text: string }[]).map(({ text }) => text).join('; '),
    octets: numberOf(row.octets),
  }));
}

async function ofNoService(tx: Transaction, { fromMs, untilMs }: Span): Promise<readonly Leak[]> {
  const sql = sqlOf(tx);
  const rows = (await sql('radius_session')
    .whereNull('service_id')
    .where('last_seen_ms', '>=', fromMs)
    .where('started_at_ms', '<', untilMs)
    .whereRaw('download_octets + upload_octets > 0')
    .groupBy('login')
    .limit(MOST_LINES)
    .select('login')
    .select(sql.raw('SUM(download_octets + upload_octets) AS octets, COUNT(*) AS sessions'))) as Record<string, unknown>[];
  return rows.map((row) => ({
    login: String(row.login),
    customerId: null,
    customerName: null,
    customerNumber: null,
    traffic: written(numberOf(row.octets)),
    reason: `no service has this login; ${numberOf(row.sessions)} sessions`,
    octets: numberOf(row.octets),
  }));
}

function written(octets: number): string {
  return octets >= OCTETS_OF_GB ? `${(octets / OCTETS_OF_GB).toFixed(2)} GB` : `${(octets / OCTETS_OF_MB).toFixed(2)} MB`;
}

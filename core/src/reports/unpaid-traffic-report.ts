import { addDays, type Company, type LocalDate, localDateOf, startOfDayMs, type Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { DAYS_OF_HOURS } from '../usage/usage-retention.js';
import { CUSTOMER_COLUMNS, numberOf, type Report, type ReportPage, type ReportPeriod, type ReportRow } from './report.js';

/** Those with the most traffic. */
const MOST_LINES = 10_000;
const HOUR_MS = 3_600_000;
const OCTETS_OF_GB = 1e9;
const OCTETS_OF_MB = 1e6;

interface Leak extends ReportRow {
  readonly octets: number;
}

export interface UnpaidTrafficOptions {
  readonly company: Pick<Company, 'timeZone' | 'today'>;
  /** How long sessions are kept once they have ended. */
  readonly sessionHistoryDays: number;
}

/** What flowed though nobody should have been online: over lines while they were shut, and in sessions of which no service is known. */
export function unpaidTrafficReport({ company, sessionHistoryDays }: UnpaidTrafficOptions): Report {
  const { timeZone } = company;
  return {
    id: 'unpaid-traffic',
    title: 'Traffic nobody pays for',
    description:
      'What flowed over lines in whole hours in which they were shut, stopped or paused, also of those that are open again, and in sessions without a service. Visits of the walled garden are among it.',
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
      const leaks = [...(await ofShutLines(tx, span, timeZone)), ...(await ofNoService(tx, span))].sort((a, b) => b.octets - a.octets);
      const rows = leaks.slice(offset, offset + limit).map(({ octets: _octets, ...row }) => row);
      const note = noteOn(period.from, company.today(), sessionHistoryDays);
      return { rows, total: leaks.length, ...(note === undefined ? {} : { note }) };
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

function noteOn(from: LocalDate, today: LocalDate, sessionHistoryDays: number): string | undefined {
  const [hoursFrom, sessionsFrom] = [addDays(today, -DAYS_OF_HOURS), addDays(today, -sessionHistoryDays)];
  const missing = [
    ...(from < hoursFrom ? [`what flowed over lines is kept by the hour since ${hoursFrom}`] : []),
    ...(from < sessionsFrom ? [`sessions that ended since ${sessionsFrom}`] : []),
  ].join(', and ');
  return missing === '' ? undefined : `${missing.charAt(0).toUpperCase()}${missing.slice(1)}: what is older is missing here.`;
}

/** Whole hours while a line was shut: the hours in which it was shut and opened may hold what flowed outside. */
async function ofShutLines(tx: Transaction, { fromMs, untilMs }: Span, timeZone: string): Promise<readonly Leak[]> {
  const sql = sqlOf(tx);
  const shutNow = sql('service_access')
    .where('is_allowed', 0)
    .select('service_id', sql.raw('COALESCE(shut_since_ms, changed_at_ms) AS since_ms, ? AS until_ms', [untilMs]));
  const shutBefore = sql('shut_span').where('until_ms', '>', fromMs).where('since_ms', '<', untilMs);
  const spans = shutNow.unionAll(shutBefore.select('service_id', 'since_ms', 'until_ms'));
  const leaks = sql
    .from(spans.as('s'))
    .join('usage_hour as u', 'u.service_id', 's.service_id')
    .whereRaw('u.hour_ms >= s.since_ms AND u.hour_ms <= s.until_ms - ?', [HOUR_MS])
    .where('u.hour_ms', '>=', fromMs)
    .where('u.hour_ms', '<', untilMs)
    .groupBy('s.service_id')
    .orderByRaw('octets DESC, s.service_id')
    .limit(MOST_LINES)
    .select('s.service_id', sql.raw('SUM(u.download_octets + u.upload_octets) AS octets, MAX(s.since_ms) AS since_ms'));
  const rows = (await sql
    .from(leaks.as('leak'))
    .join('service_access as a', 'a.service_id', 'leak.service_id')
    .join('customer as c', 'c.id', 'a.customer_id')
    .leftJoin('shut_span as s', (on) => on.on('s.service_id', 'leak.service_id').on('s.since_ms', 'leak.since_ms'))
    .where('leak.octets', '>', 0)
    .select('a.login', 'leak.octets', 's.until_ms', sql.raw('COALESCE(s.reasons, a.reasons) AS reasons'), {
      customer_id: 'c.id',
      customer_name: 'c.name',
      customer_number: 'c.number',
    })) as Record<string, unknown>[];
  return rows.map((row) => {
    const reason = (JSON.parse(String(row.reasons)) as { readonly text: string }[]).map(({ text }) => text).join('; ');
    const opened = row.until_ms === null ? '' : ` (until ${localDateOf(numberOf(row.until_ms), timeZone)})`;
    return {
      login: String(row.login),
      customerId: String(row.customer_id),
      customerName: String(row.customer_name),
      customerNumber: String(row.customer_number),
      traffic: written(numberOf(row.octets)),
      reason: reason + opened,
      octets: numberOf(row.octets),
    };
  });
}

const ENDED = 'COALESCE(stopped_at_ms, last_seen_ms)';
const OCTETS = '(download_octets + upload_octets)';

/** By the hour nothing is kept of them: what goes on beyond the period is shared evenly by time. */
async function ofNoService(tx: Transaction, { fromMs, untilMs }: Span): Promise<readonly Leak[]> {
  const sql = sqlOf(tx);
  const within = `(CASE WHEN ${ENDED} < ? THEN ${ENDED} ELSE ? END - CASE WHEN started_at_ms > ? THEN started_at_ms ELSE ? END)`;
  // As a fraction: the product of whole numbers would be too large for some databases.
  const share = `CASE WHEN ${ENDED} <= started_at_ms THEN ${OCTETS} ELSE ${OCTETS} * (1e0 * ${within} / (${ENDED} - started_at_ms)) END`;
  const rows = (await sql('radius_session')
    .whereNull('service_id')
    .whereRaw(`${ENDED} >= ?`, [fromMs])
    .where('started_at_ms', '<', untilMs)
    .whereRaw(`${OCTETS} > 0`)
    .groupBy('login')
    .orderByRaw('octets DESC, login')
    .limit(MOST_LINES)
    .select('login', sql.raw(`SUM(${share}) AS octets, COUNT(*) AS sessions`, [untilMs, untilMs, fromMs, fromMs]))
    .select(sql.raw(`SUM(CASE WHEN started_at_ms < ? OR ${ENDED} > ? THEN 1 ELSE 0 END) AS shared`, [fromMs, untilMs]))) as Record<
    string,
    unknown
  >[];
  return rows.flatMap((row) => {
    const octets = Math.round(numberOf(row.octets));
    if (octets === 0) return [];
    return {
      login: String(row.login),
      customerId: null,
      customerName: null,
      customerNumber: null,
      traffic: written(octets),
      reason: `no service has this login; ${sessionsWritten(numberOf(row.sessions), numberOf(row.shared))}`,
      octets,
    };
  });
}

function sessionsWritten(count: number, shared: number): string {
  const sessions = count === 1 ? '1 session' : `${count} sessions`;
  if (shared === 0) return sessions;
  return `${sessions}, ${shared === count ? '' : `${shared} of them `}shared by time with other days`;
}

function written(octets: number): string {
  return octets >= OCTETS_OF_GB ? `${(octets / OCTETS_OF_GB).toFixed(2)} GB` : `${(octets / OCTETS_OF_MB).toFixed(2)} MB`;
}

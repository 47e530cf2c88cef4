import {
  createToken,
  type DailyUsage,
  type HourUsage,
  type LocalDate,
  type LocalMonth,
  type Transaction,
  type Usage,
  type UsageDays,
  type UsageSpan,
} from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';

/** Days of the company's calendar, both included. */
export interface UsagePeriod {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** Instants; the end is not included. */
export interface HourlyPeriod {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Months of the company's calendar, both included. */
export interface MonthlyPeriod {
  readonly from: LocalMonth;
  readonly to: LocalMonth;
}

export interface OfServices {
  readonly serviceIds: readonly string[];
}

interface Octets {
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
}

export interface HourlyUsage extends Octets {
  /** When the hour began. */
  readonly hourMs: number;
}

export interface MonthlyUsage extends Octets {
  readonly month: LocalMonth;
}

interface Sum extends Octets {
  readonly period: string;
}

interface Wanted {
  readonly table: 'usage_hour' | 'usage_day' | 'usage_month';
  readonly column: 'hour_ms' | 'day' | 'month';
  readonly first: string | number;
  readonly last: string | number;
  /** `undefined`: of all. */
  readonly serviceIds?: readonly string[];
}

/** What lines have used, by the hour, day or month in which it flowed. Hours are kept for 40 days, days for 3 years, months for good. */
export class UsageQueries {
  /** The services' sum for each hour with traffic, oldest first. */
  async hourly(tx: Transaction, wanted: HourlyPeriod & OfServices): Promise<readonly HourlyUsage[]> {
    return (await sums(tx, hours(wanted))).map(toHourly);
  }

  /** The sum of all services for each hour with traffic, oldest first. */
  async hourlyOfAll(tx: Transaction, wanted: HourlyPeriod): Promise<readonly HourlyUsage[]> {
    return (await sums(tx, hours(wanted))).map(toHourly);
  }

  /** The services' sum for each day with traffic, oldest first. */
  async daily(tx: Transaction, wanted: UsagePeriod & OfServices): Promise<readonly DailyUsage[]> {
    return (await sums(tx, days(wanted))).map(toDaily);
  }

  /** The sum of all services for each day with traffic, oldest first. */
  async dailyOfAll(tx: Transaction, wanted: UsagePeriod): Promise<readonly DailyUsage[]> {
    return (await sums(tx, days(wanted))).map(toDaily);
  }

  /** The services' sum for each month with traffic, oldest first. */
  async monthly(tx: Transaction, wanted: MonthlyPeriod & OfServices): Promise<readonly MonthlyUsage[]> {
    return (await sums(tx, months(wanted))).map(toMonthly);
  }

  /** The sum of all services for each month with traffic, oldest first. */
  async monthlyOfAll(tx: Transaction, wanted: MonthlyPeriod): Promise<readonly MonthlyUsage[]> {
    return (await sums(tx, months(wanted))).map(toMonthly);
  }
}

const SERVICES_PER_QUERY = 400;

/** What add-ons see of it: services by themselves. */
export class ServiceUsage implements Usage {
  async hourly(tx: Transaction, span: UsageSpan): Promise<ReadonlyMap<string, readonly HourUsage[]>> {
    const found = new Map<string, HourUsage[]>();
    for (const row of await this.rows(tx, span, 'hour')) {
      const hour = { hourMs: Number(row.hour_ms), ...octetsOf(row) };
      const known = found.get(String(row.service_id));
      if (known) known.push(hour);
      else found.set(String(row.service_id), [hour]);
    }
    return found;
  }

  async daily(tx: Transaction, { serviceIds, from, to }: UsageDays): Promise<ReadonlyMap<string, readonly DailyUsage[]>> {
    const found = new Map<string, DailyUsage[]>();
    const ids = [...new Set(serviceIds)];
    for (let at = 0; at < ids.length; at += SERVICES_PER_QUERY) {
      const rows = (await sqlOf(tx)('usage_day')
        .whereIn('service_id', ids.slice(at, at + SERVICES_PER_QUERY))
        .whereBetween('day', [from, to])
        .select(
          'service_id',
          'day',
          ...['download_octets', 'upload_octets'].map((column) => sqlOf(tx).raw(`CAST(${column} AS CHAR) AS ${column}`)),
        )
        .orderBy(['service_id', 'day'])) as UsageRow[];
      for (const row of rows) {
        const day = { date: String(row.day), ...octetsOf(row) };
        const known = found.get(String(row.service_id));
        if (known) known.push(day);
        else found.set(String(row.service_id), [day]);
      }
    }
    return found;
  }

  async sums(tx: Transaction, span: UsageSpan): Promise<ReadonlyMap<string, Omit<HourUsage, 'hourMs'>>> {
    return new Map((await this.rows(tx, span, 'sum')).map((row) => [String(row.service_id), octetsOf(row)]));
  }

  private async rows(tx: Transaction, { serviceIds, fromMs, untilMs }: UsageSpan, by: 'hour' | 'sum'): Promise<readonly UsageRow[]> {
    const sql = sqlOf(tx);
    const found: UsageRow[] = [];
    const ids = [...new Set(serviceIds)];
    const octets = (column: string): string => (by === 'sum' ? `SUM(${column})` : column);
    for (let at = 0; at < ids.length; at += SERVICES_PER_QUERY) {
      const query = sql('usage_hour')
        .whereIn('service_id', ids.slice(at, at + SERVICES_PER_QUERY))
        .whereBetween('hour_ms', [fromMs, untilMs - 1])
        .select(
          'service_id',
          ...(by === 'hour' ? ['hour_ms'] : []),
          sql.raw(`CAST(${octets('download_octets')} AS CHAR) AS download_octets`),
          sql.raw(`CAST(${octets('upload_octets')} AS CHAR) AS upload_octets`),
        );
      found.push(...((await (by === 'sum' ? query.groupBy('service_id') : query.orderBy(['service_id', 'hour_ms']))) as UsageRow[]));
    }
    return found;
  }
}

type UsageRow = Readonly<Record<string, string | number>>;

function octetsOf(row: UsageRow): Octets {
  return { downloadOctets: BigInt(String(row.download_octets)), uploadOctets: BigInt(String(row.upload_octets)) };
}

export const USAGE_QUERIES = createToken<UsageQueries>('core.usage-queries');

function hours({ fromMs, untilMs, ...of }: HourlyPeriod & Partial<OfServices>): Wanted {
  return { table: 'usage_hour', column: 'hour_ms', first: fromMs, last: untilMs - 1, ...of };
}

function days({ from, to, ...of }: UsagePeriod & Partial<OfServices>): Wanted {
  return { table: 'usage_day', column: 'day', first: from, last: to, ...of };
}

function months({ from, to, ...of }: MonthlyPeriod & Partial<OfServices>): Wanted {
  return { table: 'usage_month', column: 'month', first: from, last: to, ...of };
}

const toHourly = ({ period, ...octets }: Sum): HourlyUsage => ({ hourMs: Number(period), ...octets });
const toDaily = ({ period, ...octets }: Sum): DailyUsage => ({ date: period, ...octets });
const toMonthly = ({ period, ...octets }: Sum): MonthlyUsage => ({ month: period, ...octets });

async function sums(tx: Transaction, { table, column, first, last, serviceIds }: Wanted): Promise<readonly Sum[]> {
  if (serviceIds?.length === 0) return [];
  const sql = sqlOf(tx);
  const query = sql(table)
    .whereBetween(column, [first, last])
    .groupBy(column)
    .orderBy(column)
    // Sums pass 2^53, so that they are read as text.
    .select(
      column,
      sql.raw('CAST(SUM(download_octets) AS CHAR) AS download_octets'),
      sql.raw('CAST(SUM(upload_octets) AS CHAR) AS upload_octets'),
    );
  if (serviceIds) query.whereIn('service_id', serviceIds);
  const rows = (await query) as Readonly<Record<string, string | number>>[];
  return rows.map((row) => ({
    period: String(row[column]),
    downloadOctets: BigInt(String(row.download_octets)),
    uploadOctets: BigInt(String(row.upload_octets)),
  }));
}

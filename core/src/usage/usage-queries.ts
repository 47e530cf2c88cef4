import { createToken, type DailyUsage, type LocalDate, type Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { sqlOf } from '../kernel/database/database-transaction.js';

/** Days of the company's calendar, both included. */
export interface UsagePeriod {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** What lines have used, by the day on which it was reported. */
export class UsageQueries {
  /** The services' sum for each day with traffic, oldest first. */
  async daily(tx: Transaction, { serviceIds, ...period }: UsagePeriod & { readonly serviceIds: readonly string[] }) {
    return serviceIds.length === 0 ? [] : this.sums(this.days(tx, period).whereIn('service_id', serviceIds));
  }

  /** The sum of all services for each day with traffic, oldest first. */
  async dailyOfAll(tx: Transaction, period: UsagePeriod): Promise<readonly DailyUsage[]> {
    return this.sums(this.days(tx, period));
  }

  private days(tx: Transaction, { from, to }: UsagePeriod): Knex.QueryBuilder {
    const sql = sqlOf(tx);
    return sql('usage_day')
      .whereBetween('day', [from, to])
      .groupBy('day')
      .orderBy('day')
      .select(
        'day',
        sql.raw('CAST(SUM(download_octets) AS CHAR) AS download_octets'),
        sql.raw('CAST(SUM(upload_octets) AS CHAR) AS upload_octets'),
      );
  }

  private async sums(query: Knex.QueryBuilder): Promise<readonly DailyUsage[]> {
    const rows = (await query) as { day: string; download_octets: string; upload_octets: string }[];
    return rows.map((row) => ({
      date: row.day,
      downloadOctets: BigInt(row.download_octets),
      uploadOctets: BigInt(row.upload_octets),
    }));
  }
}

export const USAGE_QUERIES = createToken<UsageQueries>('core.usage-queries');

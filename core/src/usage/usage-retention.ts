import { addDays, type Clock, type Company, createToken, localMonthOf, startOfDayMs, type Transaction } from '@tapline/sdk';
import { deleteSome } from '../kernel/database/delete-some.js';

const DAY_MS = 86_400_000;
/** How many days before today usage by the hour reaches back. */
export const DAYS_OF_HOURS = 40;
const DAYS_OF_FEED = 35;
const DAYS_OF_DAYS = 3 * 366;

/** What is too old to be kept. */
export class UsageRetention {
  constructor(
    private readonly options: {
      readonly clock: Clock;
      readonly company: Pick<Company, 'timeZone' | 'today'>;
      readonly sessionHistoryDays: number;
    },
  ) {}

  /** Deletes some of it; how many rows, 0 when none is left. Hours, and when lines were shut, go after 40 days, days after 3 years, months never. */
  async pruneSome(tx: Transaction): Promise<number> {
    const { clock, company, sessionHistoryDays } = this.options;
    const firstHourMs = startOfDayMs(addDays(company.today(), -DAYS_OF_HOURS), company.timeZone);
    // Whole months, so that the days of a month are there or not.
    const firstDay = `${localMonthOf(addDays(company.today(), -DAYS_OF_DAYS))}-01`;
    const endedMs = clock.nowMs() - sessionHistoryDays * DAY_MS;
    return (
      (await deleteSome(tx, { table: 'usage_hour', where: 'hour_ms < ?', values: [firstHourMs] })) +
      (await deleteSome(tx, { table: 'shut_span', where: 'until_ms < ?', values: [firstHourMs] })) +
      (await deleteSome(tx, { table: 'usage_day', where: 'day < ?', values: [firstDay] })) +
      (await deleteSome(tx, { table: 'usage_feed', where: 'written_at_ms < ?', values: [clock.nowMs() - DAYS_OF_FEED * DAY_MS] })) +
      (await deleteSome(tx, { table: 'radius_session', where: 'stopped_at_ms < ?', values: [endedMs] }))
    );
  }
}

export const USAGE_RETENTION = createToken<UsageRetention>('core.usage-retention');

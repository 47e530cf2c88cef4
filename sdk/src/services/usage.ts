import type { DailyUsage } from '../domain/session.js';
import type { HourUsage } from '../domain/usage.js';
import type { LocalDate } from '../time/calendar.js';
import type { Transaction } from '../transaction.js';

/** Instants; the end is not included. */
export interface UsageSpan {
  readonly serviceIds: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Days of the company's calendar, both included. */
export interface UsageDays {
  readonly serviceIds: readonly string[];
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** What lines have used, as accounting has counted it. Hours are kept for 40 days, days for 3 years. */
export interface Usage {
  /** By service, each with the hours in which something flowed, oldest first; those that begin in the span. */
  hourly(tx: Transaction, span: UsageSpan): Promise<ReadonlyMap<string, readonly HourUsage[]>>;
  /** By service, each with the days on which something flowed, oldest first: the same octets as the hours of those days. */
  daily(tx: Transaction, days: UsageDays): Promise<ReadonlyMap<string, readonly DailyUsage[]>>;
  /** By service, the sum of the hours that begin in the span; services without usage are left out. */
  sums(tx: Transaction, span: UsageSpan): Promise<ReadonlyMap<string, Omit<HourUsage, 'hourMs'>>>;
}

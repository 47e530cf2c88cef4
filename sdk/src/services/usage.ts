import type { HourUsage } from '../domain/usage.js';
import type { Transaction } from '../transaction.js';

/** Instants; the end is not included. */
export interface UsageSpan {
  readonly serviceIds: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What lines have used, as accounting has counted it. Hours are kept for 40 days. */
export interface Usage {
  /** By service, each with the hours in which something flowed, oldest first; those that begin in the span. */
  hourly(tx: Transaction, span: UsageSpan): Promise<ReadonlyMap<string, readonly HourUsage[]>>;
  /** By service, the sum of the hours that begin in the span; services without usage are left out. */
  sums(tx: Transaction, span: UsageSpan): Promise<ReadonlyMap<string, Omit<HourUsage, 'hourMs'>>>;
}

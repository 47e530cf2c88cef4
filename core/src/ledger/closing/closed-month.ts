import { type AmountMinor, addMonths, daysInMonth, type LocalDate, type LocalMonth, localMonthOf } from '@tapline/sdk';

/** What was debited and credited to an account; the accounts of all customers are one, {@link CUSTOMERS}. */
export interface Turnover {
  readonly account: string;
  readonly debitMinor: AmountMinor;
  readonly creditMinor: AmountMinor;
}

export const CUSTOMERS = 'customers';

/** What the journal holds of a stretch of days. */
export interface MonthFigures {
  /** Null for everything up to `through`. */
  readonly from: LocalDate | null;
  readonly through: LocalDate;
  readonly entryCount: number;
  /** In the order of the accounts' codes. */
  readonly turnover: readonly Turnover[];
}

/** A month that takes no more entries, as it was when it was closed. */
export interface ClosedMonth extends MonthFigures {
  readonly month: LocalMonth;
  readonly closedAtMs: number;
  readonly closedBy: string;
}

export function monthAfter(month: LocalMonth): LocalMonth {
  return localMonthOf(addMonths(firstDayOf(month), 1));
}

export function lastDayOf(month: LocalMonth): LocalDate {
  return `${month}-${daysInMonth(firstDayOf(month))}`;
}

function firstDayOf(month: LocalMonth): LocalDate {
  return `${month}-01`;
}

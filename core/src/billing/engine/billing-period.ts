import { type DayNumber, dayOf, daysInMonth, type MonthNumber, monthAndDay } from './day-number.js';

export type PeriodMonths = 1 | 3 | 6 | 12;

/** The grid of a customer's billing periods: they meet, never overlap, and always come back to the anchor. */
export interface PeriodGrid {
  /** 1 to 31; in a month without it, the month's last day. */
  readonly anchorDay: number;
  readonly periodMonths: PeriodMonths;
  /** A month in which a period begins. */
  readonly originMonth: MonthNumber;
}

export interface BillingPeriod {
  readonly start: DayNumber;
  /** The first day after it. */
  readonly end: DayNumber;
  readonly months: PeriodMonths;
}

export function anchorDate(month: MonthNumber, anchorDay: number): DayNumber {
  return dayOf(month, Math.min(anchorDay, daysInMonth(month)));
}

/** The grid of which a period begins at the last anchor date that is not after a day. */
export function gridFrom(day: DayNumber, anchorDay: number, periodMonths: PeriodMonths): PeriodGrid {
  return { anchorDay, periodMonths, originMonth: anchorMonth(day, anchorDay) };
}

export function periodOf(grid: PeriodGrid, day: DayNumber): BillingPeriod {
  const months = anchorMonth(day, grid.anchorDay) - grid.originMonth;
  return periodFrom(grid, grid.originMonth + Math.floor(months / grid.periodMonths) * grid.periodMonths);
}

export function periodAfter(grid: PeriodGrid, period: BillingPeriod): BillingPeriod {
  return periodFrom(grid, monthAndDay(period.start).month + grid.periodMonths);
}

function periodFrom({ anchorDay, periodMonths }: PeriodGrid, month: MonthNumber): BillingPeriod {
  return { start: anchorDate(month, anchorDay), end: anchorDate(month + periodMonths, anchorDay), months: periodMonths };
}

/** The month of the last anchor date that is not after a day. */
function anchorMonth(day: DayNumber, anchorDay: number): MonthNumber {
  const { month } = monthAndDay(day);
  return anchorDate(month, anchorDay) <= day ? month : month - 1;
}

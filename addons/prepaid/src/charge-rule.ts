import { type AmountMinor, daysInMonth, type LocalDate, multiplyRatio } from '@tapline/sdk';

/** Into how many days a month's price is split: the calendar month's own, or always 30. */
export type ChargeBasis = 'calendar' | 'fixed-30';

/** What a service was charged in one month at one price and basis. */
export interface MonthTally {
  readonly daysCharged: number;
  readonly chargedMinor: AmountMinor;
}

export const EMPTY_TALLY: MonthTally = Object.freeze({ daysCharged: 0, chargedMinor: 0 });

const FIXED_MONTH_DAYS = 30;

/** The number of days that the price of a month pays for. */
export function monthLengthDays(basis: ChargeBasis, date: LocalDate): number {
  return basis === 'fixed-30' ? FIXED_MONTH_DAYS : daysInMonth(date);
}

/**
 * What the next charged day of the month costs: the rounded share of all days charged with it, less what they have cost so far. So no cent
 * is lost or won by rounding: after k days exactly round(price * k / length) is charged, and after a whole month the price.
 */
export function nextDayCharge(priceMinor: AmountMinor, lengthDays: number, tally: MonthTally): AmountMinor {
  return multiplyRatio(priceMinor, tally.daysCharged + 1, lengthDays) - tally.chargedMinor;
}

export function withDay(tally: MonthTally, chargeMinor: AmountMinor): MonthTally {
  return { daysCharged: tally.daysCharged + 1, chargedMinor: tally.chargedMinor + chargeMinor };
}

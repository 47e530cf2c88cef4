import { type AmountMinor, multiplyRatio } from '@tapline/sdk';
import type { BillingPeriod } from './billing-period.js';
import type { DayNumber } from './day-number.js';

/**
 * How a part of a period is charged: by its days of the calendar; by days of which every month has 30; or not at all: a period that is
 * begun costs its whole price.
 */
export type Proration = 'calendar' | 'fixed-30' | 'none';

const DAYS_OF_FIXED_MONTH = 30;

/** What a period has cost by the beginning of a day of it: 0 at its start, the price at its end. Not for `none`. */
function runningAmount(period: BillingPeriod, priceMinor: AmountMinor, proration: Proration, day: DayNumber): AmountMinor {
  const days = day - period.start;
  if (day >= period.end) return priceMinor;
  if (proration === 'calendar') return multiplyRatio(priceMinor, days, period.end - period.start);
  const fixedDays = DAYS_OF_FIXED_MONTH * period.months;
  return multiplyRatio(priceMinor, Math.min(days, fixedDays), fixedDays);
}

/**
 * The price of the days `from` to before `to` of a period that costs `priceMinor` whole. It is the difference of two rounded running amounts,
 * so however a period is cut, the parts add up to the whole.
 */
export function proratedAmount(
  period: BillingPeriod,
  priceMinor: AmountMinor,
  proration: Proration,
  days: { readonly from: DayNumber; readonly to: DayNumber },
): AmountMinor {
  if (proration === 'none') return priceMinor;
  return runningAmount(period, priceMinor, proration, days.to) - runningAmount(period, priceMinor, proration, days.from);
}

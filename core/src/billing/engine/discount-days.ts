import type { ServiceDiscount } from '@tapline/sdk';
import { type DayNumber, dayNumber } from './day-number.js';

/** The days on which what discounts take off may change. */
export function discountDays(discounts: readonly ServiceDiscount[]): readonly DayNumber[] {
  return discounts.flatMap(({ from, until }) => (until === null ? [dayNumber(from)] : [dayNumber(from), dayNumber(until) + 1]));
}

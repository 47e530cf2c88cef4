import type { Service, ServiceDiscount } from '../domain/service.js';
import type { LocalDate } from '../time/calendar.js';
import { type AmountMinor, multiplyRatio } from './money.js';

const HUNDRED_PERCENT = 10_000;

/** A price less the discounts that hold on a day, one after another; never under 0. */
export function discountedPrice(priceMinor: AmountMinor, discounts: readonly ServiceDiscount[], date: LocalDate): AmountMinor {
  let leftMinor = priceMinor;
  for (const discount of discounts) {
    if (date < discount.from || (discount.until !== null && date > discount.until)) continue;
    leftMinor =
      discount.kind === 'percent'
        ? multiplyRatio(leftMinor, HUNDRED_PERCENT - discount.hundredthsOfPercent, HUNDRED_PERCENT)
        : leftMinor - discount.amountMinor;
    if (leftMinor <= 0) return 0;
  }
  return leftMinor;
}

/** What a service costs a month on a day: its own price or the plan's, times its quantity, less its discounts. */
export function monthlyPrice(
  service: Pick<Service, 'quantity' | 'unitPriceMinor' | 'discounts'> & { readonly plan: { readonly priceMinor: AmountMinor } },
  date: LocalDate,
): AmountMinor {
  return discountedPrice((service.unitPriceMinor ?? service.plan.priceMinor) * service.quantity, service.discounts, date);
}

import { billingSpans, type CustomerState, horizonOf, nextBillDate, settledBefore } from './billing-span.js';
import { type ChargePiece, chargeDifference } from './charge-difference.js';
import type { DayNumber } from './day-number.js';
import type { Timeline } from './timeline.js';
import { type PriceList, type ServiceTerms, wantedCharges } from './wanted-charges.js';

export interface ServiceBilling {
  readonly serviceId: string;
  readonly timeline: Timeline<ServiceTerms>;
  /** What was charged of periods that end after `settledBefore`. */
  readonly charged: readonly ChargePiece[];
}

/** All that the charges of a customer depend on. */
export interface CustomerBilling {
  readonly states: Timeline<CustomerState>;
  readonly services: readonly ServiceBilling[];
  /** Everything before this day is settled for good; `null` before the first bill. */
  readonly settledBefore: DayNumber | null;
}

export interface ServicePiece extends ChargePiece {
  readonly serviceId: string;
}

export interface CustomerCharges {
  readonly pieces: readonly ServicePiece[];
  /** To be kept for the next bill. */
  readonly settledBefore: DayNumber;
}

/**
 * The charges of a customer's bill of a day: a function of the history and of what is already charged, and of nothing else. Billing a day that
 * was billed gives nothing.
 */
export function customerCharges(customer: CustomerBilling, prices: PriceList, billDate: DayNumber): CustomerCharges {
  const spans = billingSpans(customer.states);
  const from = customer.settledBefore ?? Number.NEGATIVE_INFINITY;
  const window = { from, to: horizonOf(spans, billDate) };
  const pieces = customer.services.flatMap((service) =>
    chargeDifference(wantedCharges({ states: customer.states, spans, prices }, service.timeline, window), service.charged, from).map(
      (piece) => ({ ...piece, serviceId: service.serviceId }),
    ),
  );
  return {
    pieces,
    settledBefore: Math.max(settledBefore(spans, billDate), from),
  };
}

/** The next day on which a customer is to be billed; to be asked again whenever the customer's states change. */
export function billDateAfter(states: Timeline<CustomerState>, lastBilled: DayNumber | null): DayNumber | undefined {
  return nextBillDate(billingSpans(states), lastBilled ?? Number.NEGATIVE_INFINITY);
}

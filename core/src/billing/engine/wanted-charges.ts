import { type AmountMinor, discountedPrice, type PlanSale, type ServiceDiscount, type ServiceStatus } from '@tapline/sdk';
import { type BillingPeriod, periodAfter, periodOf } from './billing-period.js';
import type { BillingSpan, CustomerState } from './billing-span.js';
import { type DayNumber, localDate } from './day-number.js';
import { discountDays } from './discount-days.js';
import type { Proration } from './proration.js';
import { type Timeline, valueOn } from './timeline.js';

/** What a service costs, from a day on. */
export interface ServiceTerms {
  readonly planId: string;
  readonly status: ServiceStatus;
  readonly quantity: number;
  /** A month's price of one, instead of the plan's. */
  readonly unitPriceMinor: AmountMinor | null;
  readonly discounts: readonly ServiceDiscount[];
}

/** What a plan costs a month, and how it is sold. */
export interface ListPrice {
  readonly priceMinor: AmountMinor;
  readonly sale: PlanSale;
}

/** The list price of a plan on a day. */
export type PriceList = (planId: string, day: DayNumber) => ListPrice;

/** What the price of days is made of; equal rates cost the same. */
export interface Rate {
  readonly planId: string;
  readonly quantity: number;
  /** A month's price of the whole quantity before discounts. */
  readonly listPriceMinor: AmountMinor;
  /** The price of the whole period after discounts. */
  readonly periodPriceMinor: AmountMinor;
  /** As it was when the period, or the service's time on the plan, began. */
  readonly sale: PlanSale;
}

/** Days of a period at one rate. */
export interface RatedDays {
  readonly period: BillingPeriod;
  readonly proration: Proration;
  readonly from: DayNumber;
  /** The first day after them. */
  readonly to: DayNumber;
  readonly rate: Rate;
}

export interface CustomerTimelines {
  readonly states: Timeline<CustomerState>;
  readonly spans: readonly BillingSpan[];
  readonly prices: PriceList;
}

/** What a service has to be charged for, by the rules alone, between two days. */
export function wantedCharges(
  { states, spans, prices }: CustomerTimelines,
  service: Timeline<ServiceTerms>,
  window: { readonly from: DayNumber; readonly to: DayNumber },
): readonly RatedDays[] {
  const begins = Math.max(window.from, service[0]?.from ?? window.to);
  const wanted: RatedDays[] = [];
  for (const span of spans) {
    const from = Math.max(span.from, begins);
    const to = Math.min(span.until, window.to);
    if (from >= to) continue;
    for (let period = periodOf(span.grid, from); period.start < to; period = periodAfter(span.grid, period)) {
      const days = { from: Math.max(from, period.start), to: Math.min(to, period.end) };
      const rated = ratedDays({ states, service, prices, period, proration: span.cycle.proration }, days);
      wanted.push(...(span.cycle.proration === 'none' ? wholePeriod(rated) : rated));
    }
  }
  return wanted;
}

interface PeriodOfService {
  readonly states: Timeline<CustomerState>;
  readonly service: Timeline<ServiceTerms>;
  readonly prices: PriceList;
  readonly period: BillingPeriod;
  readonly proration: Proration;
}

function ratedDays(place: PeriodOfService, { from, to }: { readonly from: DayNumber; readonly to: DayNumber }): RatedDays[] {
  const { states, service, period, proration } = place;
  const cuts = new Set<DayNumber>([from]);
  const cut = (day: DayNumber): void => void (day > from && day < to && cuts.add(day));
  for (const state of states) cut(state.from);
  for (const terms of service) {
    cut(terms.from);
    for (const day of discountDays(terms.value.discounts)) cut(day);
  }
  const starts = [...cuts].sort((a, b) => a - b);
  const rated: RatedDays[] = [];
  for (const [index, day] of starts.entries()) {
    const rate = rateOn(place, day);
    const end = starts[index + 1] ?? to;
    const last = rated.at(-1);
    if (rate && last?.to === day && isSameRate(last.rate, rate)) rated[rated.length - 1] = { ...last, to: end };
    else if (rate) rated.push({ period, proration, from: day, to: end, rate });
  }
  return rated;
}

function rateOn({ states, service, prices, period }: PeriodOfService, day: DayNumber): Rate | undefined {
  const terms = valueOn(service, day);
  const state = valueOn(states, day);
  if (terms?.status !== 'active' || !state || !isBilled(state)) return undefined;
  const { planId, quantity, unitPriceMinor, discounts } = terms;
  const { priceMinor, sale } = prices(planId, Math.max(period.start, onPlanSince(service, day)));
  const listPriceMinor = (unitPriceMinor ?? priceMinor) * quantity;
  const monthMinor = discounts.length === 0 ? listPriceMinor : discountedPrice(listPriceMinor, discounts, localDate(day));
  return { planId, quantity, listPriceMinor, periodPriceMinor: monthMinor * period.months, sale };
}

export function isBilled({ status, isBilledWhileBlocked }: Pick<CustomerState, 'status' | 'isBilledWhileBlocked'>): boolean {
  return status === 'active' || (status === 'blocked' && isBilledWhileBlocked);
}

/** A plan's price is taken as it is when a period, or the service's time on the plan, begins: a new price counts from the next period. */
function onPlanSince(service: Timeline<ServiceTerms>, day: DayNumber): DayNumber {
  let since = day;
  for (const terms of service.toReversed()) {
    if (terms.from > day) continue;
    if (since !== day && terms.value.planId !== valueOn(service, day)?.planId) break;
    since = terms.from;
  }
  return since;
}

export function isSameRate(a: Rate, b: Rate): boolean {
  return (
    a.planId === b.planId &&
    a.quantity === b.quantity &&
    a.listPriceMinor === b.listPriceMinor &&
    a.periodPriceMinor === b.periodPriceMinor &&
    isSameSale(a.sale, b.sale)
  );
}

function isSameSale(a: PlanSale, b: PlanSale): boolean {
  return a === b || (a.isTaxIncluded === b.isTaxIncluded && a.taxCode === b.taxCode && a.revenue === b.revenue);
}

/** Without proration a period that is begun costs what it costs on its first day, whatever comes later in it. */
function wholePeriod(rated: readonly RatedDays[]): readonly RatedDays[] {
  const [first] = rated;
  return first ? [{ ...first, to: first.period.end }] : [];
}

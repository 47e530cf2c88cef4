import { type AmountMinor, addDays, type LocalDate, monthlyPrice, type ServiceWithPlan } from '@tapline/sdk';
import { type ChargeBasis, EMPTY_TALLY, type MonthTally, monthLengthDays, nextDayCharge } from './charge-rule.js';
import type { ServiceState } from './charging-store.js';
import type { DayCharge } from './day-decision.js';
import { goesOn, type PaidPeriod, periodFrom, shareOf } from './paid-period.js';
import type { PrepaidSettings } from './settings.js';

/** What a service is charged for on a day: the days `from` to before `before` of a period. */
export interface ServiceCharge extends DayCharge {
  readonly service: ServiceWithPlan;
  readonly basis: ChargeBasis;
  /** Of the month so far, at the same price and basis; where charged by the day. */
  readonly tally: MonthTally;
  /** Of the month so far at the same basis, by their prices: a discount that begins or ends changes the price of a day. */
  readonly tallies: ReadonlyMap<AmountMinor, MonthTally>;
  readonly period: PaidPeriod;
  /** Whether the period has begun already, so that at most its rest is charged. */
  readonly isUnderWay: boolean;
  readonly priceMinor: AmountMinor;
  readonly from: LocalDate;
  readonly before: LocalDate;
  /** The last day that is paid; empty for none. */
  readonly paidThrough: LocalDate;
}

export interface ChargedService {
  readonly service: ServiceWithPlan;
  readonly state: Pick<ServiceState, 'chargedOn' | 'period'> | undefined;
  readonly settings: PrepaidSettings;
  /** The service's tallies of the day's month at the settings' basis, by their prices. */
  readonly tallies: ReadonlyMap<AmountMinor, MonthTally>;
}

/**
 * What a day asks of a service: by the day, that day; by the period, the rest of the one that is under way, or else a new one, whole. What is
 * paid stays paid to its end, whatever the customer's settings have become.
 */
export function serviceCharge(charged: ChargedService, date: LocalDate): ServiceCharge {
  const { service, state, settings, tallies } = charged;
  const { basis } = settings;
  const paidThrough = state?.chargedOn ?? '';
  const isPaid = paidThrough >= date;
  const held = state?.period ?? null;
  if (settings.charging === 'day') {
    const priceMinor = monthlyPrice(service, date);
    const tally = tallies.get(priceMinor) ?? EMPTY_TALLY;
    const period = newPeriod(date, settings, { priceMinor, before: null });
    const chargeMinor = nextDayCharge(priceMinor, monthLengthDays(basis, date), tally);
    const terms = { service, basis, tally, tallies, period, isUnderWay: false, priceMinor };
    return { ...terms, from: date, before: period.endsBefore, chargeMinor, paidThrough, isPaid };
  }
  const underWay = held && goesOn(held, date, settings) ? held : null;
  const startsOn = underWay?.startsOn ?? date;
  const priceMinor = monthlyPrice(service, startsOn);
  const period = underWay ?? newPeriod(date, settings, { priceMinor, before: held });
  const from = isPaid ? addDays(paidThrough, 1) : date;
  const before = period.endsBefore;
  const isRest = underWay !== null && isPaid && from < before;
  const chargeMinor = from < before ? shareOf(period, priceMinor, from, before) : 0;
  const terms = { service, basis, tally: EMPTY_TALLY, tallies, period, isUnderWay: underWay !== null, priceMinor };
  return { ...terms, from, before, chargeMinor, paidThrough, isPaid, isRest };
}

function newPeriod(
  date: LocalDate,
  { charging, periodDays, basis }: PrepaidSettings,
  { priceMinor, before }: { readonly priceMinor: AmountMinor; readonly before: PaidPeriod | null },
): PaidPeriod {
  const rhythm = { charging, periodDays };
  const period = { ...rhythm, ...periodFrom(date, rhythm, before), priceMinor, paidFrom: date, priceBeforeMinor: priceMinor };
  return charging === 'day' ? { ...period, basis } : period;
}

/** Whether the period that is paid has another price by now: its coming days are given back, and charged anew. */
export function isPriceOld({ service }: Pick<ServiceCharge, 'service'>, state: ServiceState): boolean {
  const { period } = state;
  return period !== null && period.charging !== 'day' && monthlyPrice(service, period.startsOn) !== period.priceMinor;
}

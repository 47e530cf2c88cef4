import { type AmountMinor, addDays, addMonths, daysBetween, daysInMonth, type LocalDate, multiplyRatio } from '@tapline/sdk';
import type { ChargeBasis } from './charge-rule.js';

/** By the day, or by the period, whole in advance: a month, or a number of days. */
export type Charging = 'day' | 'month' | 'days';

export interface ChargingRhythm {
  readonly charging: Charging;
  /** The length of a period of `days`. */
  readonly periodDays: number;
}

export interface Period {
  readonly startsOn: LocalDate;
  /** The first day after it. */
  readonly endsBefore: LocalDate;
  /** The day of the month on which periods begin; kept where a short month has none. */
  readonly anchorDay: number;
}

/** A period of which days are paid, and at what price. A day that is charged by itself is a period of one. */
export interface PaidPeriod extends Period, ChargingRhythm {
  readonly priceMinor: AmountMinor;
  /** The first of the days that were paid at that price. */
  readonly paidFrom: LocalDate;
  /** At what price the days before were paid. */
  readonly priceBeforeMinor: AmountMinor;
  /** By what a day was charged; there is none in what was kept before it was, and of longer periods. */
  readonly basis?: ChargeBasis;
  /** What the days from `paidFrom` on were charged as, and those before: null for nothing; there is none in what was kept before it was. */
  readonly itemId?: string | null;
  readonly itemIdBefore?: string | null;
}

/** The period that begins on a day; periods that follow one another keep the day of the month on which the first began. */
export function periodFrom(date: LocalDate, { charging, periodDays }: ChargingRhythm, before: PaidPeriod | null): Period {
  const isNext = before?.charging === 'month' && before.endsBefore === date;
  const anchorDay = isNext ? before.anchorDay : Number(date.slice(8));
  return { startsOn: date, anchorDay, endsBefore: endOf(date, anchorDay, { charging, periodDays }) };
}

function endOf(date: LocalDate, anchorDay: number, { charging, periodDays }: ChargingRhythm): LocalDate {
  if (charging === 'day') return addDays(date, 1);
  if (charging === 'days') return addDays(date, periodDays);
  const next = addMonths(`${date.slice(0, 7)}-01`, 1);
  return `${next.slice(0, 8)}${String(Math.min(anchorDay, daysInMonth(next))).padStart(2, '0')}`;
}

/** Whether a period is under way on a day, and of this rhythm. */
export function goesOn(period: PaidPeriod, date: LocalDate, rhythm: ChargingRhythm): boolean {
  if (date >= period.endsBefore || period.charging !== rhythm.charging) return false;
  return period.charging === 'month' || period.periodDays === rhythm.periodDays;
}

/**
 * The price of the days `from` to before `before` of a period that costs `priceMinor` whole. It is the difference of two rounded running
 * amounts, so however a period is cut, its parts add up to the price.
 */
export function shareOf(period: Period, priceMinor: AmountMinor, from: LocalDate, before: LocalDate): AmountMinor {
  const days = daysBetween(period.startsOn, period.endsBefore);
  const until = (date: LocalDate): AmountMinor => multiplyRatio(priceMinor, daysBetween(period.startsOn, date), days);
  return until(before) - until(from);
}

/** Days of a period that were charged at once. */
export interface PaidPart {
  readonly from: LocalDate;
  /** The last one. */
  readonly to: LocalDate;
  readonly amountMinor: AmountMinor;
  /** As {@link PaidPeriod.itemId}. */
  readonly itemId: string | null | undefined;
}

/** What was paid of a period for the days from one on to before another; at most its last day was paid at the price before. */
export function paidPartsOf(period: PaidPeriod, from: LocalDate, before: LocalDate): readonly PaidPart[] {
  const { paidFrom, priceMinor, priceBeforeMinor, itemId, itemIdBefore } = period;
  const early = { from, before: paidFrom < before ? paidFrom : before, priceMinor: priceBeforeMinor, itemId: itemIdBefore };
  const late = { from: from > paidFrom ? from : paidFrom, before, priceMinor, itemId };
  return [early, late]
    .filter((part) => part.from < part.before)
    .map((part) => ({
      from: part.from,
      to: addDays(part.before, -1),
      amountMinor: shareOf(period, part.priceMinor, part.from, part.before),
      itemId: part.itemId,
    }));
}

/** The period with days paid from a day on, at a price, as an item. */
export function withPaid(
  period: PaidPeriod,
  { from, priceMinor, itemId }: { readonly from: LocalDate; readonly priceMinor: AmountMinor; readonly itemId: string | null },
): PaidPeriod {
  const isLater = from > period.paidFrom;
  const before = isLater
    ? { priceMinor: period.priceMinor, itemId: period.itemId }
    : { priceMinor: period.priceBeforeMinor, itemId: period.itemIdBefore };
  return {
    ...period,
    priceMinor,
    priceBeforeMinor: before.priceMinor,
    paidFrom: from,
    itemId,
    ...(before.itemId === undefined ? {} : { itemIdBefore: before.itemId }),
  };
}

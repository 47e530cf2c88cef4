import { addDays, addMonths, daysBetween, type LocalDate, localDateOf, startOfDayMs } from '@tapline/sdk';
import type { PeriodKind } from './cap-rules.js';

/** The end is not included. */
export interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface PeriodRule {
  readonly period: PeriodKind;
  readonly anchor: 'calendar' | 'service-start';
}

export interface Calendar {
  readonly timeZone: string;
  /** The day on which the service was made. */
  readonly serviceStart: LocalDate;
}

/** A Monday. */
const CALENDAR_WEEK: LocalDate = '2024-01-01';
const CALENDAR_DAY: LocalDate = '2024-01-01';

/**
 * The period that an instant falls into, by days of the company's calendar. One that is counted in months from the 31st begins on the last day of shorter
 * months, and on the 31st again where there is one.
 */
export function periodAt(rule: PeriodRule, calendar: Calendar, instantMs: number): Period {
  const { timeZone } = calendar;
  const first = anchorOf(rule, calendar);
  const day = localDateOf(instantMs, timeZone);
  const startOf = (index: number): number => startOfDayMs(dayOf(rule.period, first, index), timeZone);
  let index = guess(rule.period, first, day);
  while (startOf(index) > instantMs) index--;
  while (startOf(index + 1) <= instantMs) index++;
  return { fromMs: startOf(index), untilMs: startOf(index + 1) };
}

/** The instant at which the so-many-th period after this one ends; 0 for this one. */
export function endAfter(rule: PeriodRule, calendar: Calendar, period: Period, periods: number): number {
  let end = period.untilMs;
  for (let more = 0; more < periods; more++) end = periodAt(rule, calendar, end).untilMs;
  return end;
}

function anchorOf({ period, anchor }: PeriodRule, { serviceStart }: Calendar): LocalDate {
  if (anchor === 'service-start') return serviceStart;
  return period === 'week' ? CALENDAR_WEEK : CALENDAR_DAY;
}

function guess(kind: PeriodKind, first: LocalDate, day: LocalDate): number {
  if (kind === 'day') return daysBetween(first, day);
  if (kind === 'week') return Math.floor(daysBetween(first, day) / 7);
  const months = (date: LocalDate): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return months(day) - months(first);
}

function dayOf(kind: PeriodKind, first: LocalDate, index: number): LocalDate {
  return kind === 'month' ? addMonths(first, index) : addDays(first, kind === 'week' ? index * 7 : index);
}

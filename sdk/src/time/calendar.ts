import { Temporal } from 'temporal-polyfill';
import { invalid } from '../errors.js';

/** A calendar day of the company's time zone, `YYYY-MM-DD`. */
export type LocalDate = string;
/** A calendar month, `YYYY-MM`. */
export type LocalMonth = string;

/** Throws `DATE_UNREADABLE` unless the text is a day that exists. */
export function parseLocalDate(text: string, field = 'date'): LocalDate {
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new RangeError(text);
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    throw invalid('DATE_UNREADABLE', `${field} "${text}" is not a day; write it like 2026-05-31`, field);
  }
}

/** The day that an instant falls on in a time zone. */
export function localDateOf(instantMs: number, timeZone: string): LocalDate {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** What the clocks of a time zone show at an instant. */
export interface LocalTime {
  readonly date: LocalDate;
  readonly hour: number;
  readonly minute: number;
  /** Monday is 1, Sunday 7. */
  readonly dayOfWeek: number;
}

export function localTimeOf(instantMs: number, timeZone: string): LocalTime {
  const local = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timeZone);
  return { date: local.toPlainDate().toString(), hour: local.hour, minute: local.minute, dayOfWeek: local.dayOfWeek };
}

/** The first instant of a day; where the clocks skip midnight, the first instant that exists. */
export function startOfDayMs(date: LocalDate, timeZone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).startOfDay().epochMilliseconds;
}

/**
 * The instant at which the clocks of a time zone show a time of a day: the first where they show it twice; where they skip it, as much later as
 * they skip.
 */
export function localTimeMs(
  date: LocalDate,
  time: { readonly hour: number; readonly minute?: number; readonly second?: number },
  timeZone: string,
): number {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Whole days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;
}

/** Months later on the same day of the month, or that month's last day where it has no such day. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  return Temporal.PlainDate.from(date).add({ months }).toString();
}

export function localMonthOf(date: LocalDate): LocalMonth {
  return date.slice(0, 7);
}

export function daysInMonth(date: LocalDate): number {
  return Temporal.PlainDate.from(date).daysInMonth;
}

import type { LocalDate, LocalMonth } from '../time/calendar.js';

const STEP = 1000;
const OCTET_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;
const RATE_UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'] as const;
const NO_BREAK_SPACE = '\u00a0';
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** An amount of traffic in decimal units with three digits: `1.25 GB`. */
export function formatOctets(octets: bigint | number, locale: string): string {
  return scaled(Number(octets), OCTET_UNITS, locale);
}

/** A speed in decimal units: `50 Mbit/s`. */
export function formatRate(bitsPerSecond: number, locale: string): string {
  return scaled(bitsPerSecond, RATE_UNITS, locale);
}

/** A calendar day in words of the locale: `31 May 2026`. */
export function formatDay(date: LocalDate, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(`${date}T00:00:00Z`));
}

/** Two calendar days, what they share written once: `13 – 24 Oct 2026`. */
export function formatDayRange(from: LocalDate, to: LocalDate, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return format.formatRange(Date.parse(`${from}T00:00:00Z`), Date.parse(`${to}T00:00:00Z`));
}

/** `May 2026`. */
export function formatMonth(month: LocalMonth, locale: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${month}-01T00:00:00Z`));
}

export interface InstantStyle {
  readonly locale: string;
  readonly timeZone: string;
  /** `minute` without seconds, `second` with them, `time` without the day. */
  readonly precision?: 'minute' | 'second' | 'time';
}

export function formatInstant(instantMs: number, { locale, timeZone, precision = 'minute' }: InstantStyle): string {
  const time = precision === 'minute' ? 'short' : 'medium';
  const style = precision === 'time' ? ({ timeStyle: time } as const) : ({ dateStyle: 'medium', timeStyle: time } as const);
  return new Intl.DateTimeFormat(locale, { ...style, timeZone }).format(instantMs);
}

/** How long ago, or in how long, in the largest unit that fits: `3 hours ago`, `in 2 days`. */
export function formatRelative(instantMs: number, nowMs: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const differenceMs = instantMs - nowMs;
  const size = Math.abs(differenceMs);
  if (size < MINUTE_MS) return words.format(Math.trunc(differenceMs / SECOND_MS), 'second');
  if (size < HOUR_MS) return words.format(Math.trunc(differenceMs / MINUTE_MS), 'minute');
  if (size < DAY_MS) return words.format(Math.trunc(differenceMs / HOUR_MS), 'hour');
  return words.format(Math.trunc(differenceMs / DAY_MS), 'day');
}

/** The two largest units of a length of time: `2 d 3 h`, `5 min 4 s`. */
export function formatDuration(durationMs: number): string {
  const units = [
    [DAY_MS, 'd'],
    [HOUR_MS, 'h'],
    [MINUTE_MS, 'min'],
    [SECOND_MS, 's'],
  ] as const;
  const first = units.findIndex(([unitMs]) => durationMs >= unitMs);
  if (first === -1) return `0${NO_BREAK_SPACE}s`;
  let restMs = durationMs;
  const parts = units.slice(first, first + 2).flatMap(([unitMs, name]) => {
    const count = Math.floor(restMs / unitMs);
    restMs -= count * unitMs;
    return count === 0 ? [] : [`${count}${NO_BREAK_SPACE}${name}`];
  });
  return parts.join(' ');
}

/** A reason or message, which begin small and end bare, where it stands by itself: `the data is used up` becomes `The data is used up.` */
export function asSentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

function scaled(value: number, units: readonly string[], locale: string): string {
  let rest = value;
  let unit = 0;
  while (Math.abs(rest) >= STEP && unit < units.length - 1) {
    rest /= STEP;
    unit++;
  }
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, useGrouping: false }).format(rest);
  return `${number}${NO_BREAK_SPACE}${units[unit]}`;
}

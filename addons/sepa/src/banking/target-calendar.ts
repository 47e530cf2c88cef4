import { addDays, daysBetween, type LocalDate } from '@tapline/sdk';

/** A Monday, to count week days from. */
const MONDAY: LocalDate = '2024-01-01';
const CLOSED_EACH_YEAR: ReadonlySet<string> = new Set(['01-01', '05-01', '12-25', '12-26']);

/**
 * Whether the European settlement system works on a day: not at weekends, New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December (TARGET
 * calendar of the European Central Bank).
 */
export function isTargetDay(date: LocalDate): boolean {
  const weekday = (((daysBetween(MONDAY, date) % 7) + 7) % 7) + 1;
  if (weekday > 5 || CLOSED_EACH_YEAR.has(date.slice(5))) return false;
  const easter = easterSunday(Number(date.slice(0, 4)));
  return date !== addDays(easter, -2) && date !== addDays(easter, 1);
}

/** The day itself, or the next on which it works. */
export function nextTargetDay(date: LocalDate): LocalDate {
  let day = date;
  while (!isTargetDay(day)) day = addDays(day, 1);
  return day;
}

/** That many working days later. */
export function addTargetDays(date: LocalDate, count: number): LocalDate {
  let day = nextTargetDay(date);
  for (let left = count; left > 0; left--) day = nextTargetDay(addDays(day, 1));
  return day;
}

/** Of the Gregorian calendar, by the anonymous computus (Meeus, Astronomical Algorithms, chapter 8). */
export function easterSunday(year: number): LocalDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${two(Math.floor(sum / 31))}-${two((sum % 31) + 1)}`;
}

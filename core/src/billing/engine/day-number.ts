import type { LocalDate } from '@tapline/sdk';

/** A calendar day of the company as the count of days since 1970-01-01: whole numbers, so that no time zone can get in. */
export type DayNumber = number;
/** A calendar month as the count of months since January of the year 0. */
export type MonthNumber = number;

const DAYS_OF_400_YEARS = 146_097;
const DAYS_FROM_YEAR_0_TO_1970 = 719_468;

/** Of a valid `YYYY-MM-DD` (proleptic Gregorian calendar). */
export function dayNumber(date: LocalDate): DayNumber {
  return dayOf(monthNumber(Number(date.slice(0, 4)), Number(date.slice(5, 7))), Number(date.slice(8, 10)));
}

export function localDate(day: DayNumber): LocalDate {
  const { month, dayOfMonth } = monthAndDay(day);
  const year = Math.floor(month / 12);
  return `${String(year).padStart(4, '0')}-${String(month - year * 12 + 1).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`;
}

function monthNumber(year: number, monthOfYear: number): MonthNumber {
  return year * 12 + monthOfYear - 1;
}

/** A day of a month; `dayOfMonth` must exist in it. Years are counted from March, so that the leap day is a year's last. */
export function dayOf(month: MonthNumber, dayOfMonth: number): DayNumber {
  const fromMarch = month - 2;
  const year = Math.floor(fromMarch / 12);
  const monthOfYear = fromMarch - year * 12;
  const cycle = Math.floor(year / 400);
  const yearOfCycle = year - cycle * 400;
  const dayOfYear = Math.floor((153 * monthOfYear + 2) / 5) + dayOfMonth - 1;
  const dayOfCycle = yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * DAYS_OF_400_YEARS + dayOfCycle - DAYS_FROM_YEAR_0_TO_1970;
}

export function monthAndDay(day: DayNumber): { readonly month: MonthNumber; readonly dayOfMonth: number } {
  const shifted = day + DAYS_FROM_YEAR_0_TO_1970;
  const cycle = Math.floor(shifted / DAYS_OF_400_YEARS);
  const dayOfCycle = shifted - cycle * DAYS_OF_400_YEARS;
  const yearOfCycle = Math.floor(
    (dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36_524) - Math.floor(dayOfCycle / 146_096)) / 365,
  );
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const monthOfYear = Math.floor((5 * dayOfYear + 2) / 153);
  return {
    month: (cycle * 400 + yearOfCycle) * 12 + monthOfYear + 2,
    dayOfMonth: dayOfYear - Math.floor((153 * monthOfYear + 2) / 5) + 1,
  };
}

export function daysInMonth(month: MonthNumber): number {
  return dayOf(month + 1, 1) - dayOf(month, 1);
}

/** Monday is 1, Sunday 7 (ISO 8601). */
export function dayOfWeek(day: DayNumber): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

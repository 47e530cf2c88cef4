import { type LocalDate, localTimeMs } from '@tapline/sdk';
import { type DayNumber, dayNumber, dayOfWeek, localDate } from '../engine/day-number.js';

/** When the company blocks those who do not pay. */
export interface BlockingCalendar {
  readonly timeZone: string;
  /** 0 to 23. */
  readonly blockingHour: number;
  readonly blocksOnWeekends: boolean;
  /** Days on which nobody is blocked: `2026-12-24`, or every year `12-24`. */
  readonly holidays: readonly string[];
}

const SATURDAY = 6;
const LONGEST_WAIT_DAYS = 60;

/** The first day, from one on, on which the company blocks. */
export function blockingDay(date: LocalDate, calendar: BlockingCalendar): LocalDate {
  const first = dayNumber(date);
  let day = first;
  while (isFree(day, calendar) && day < first + LONGEST_WAIT_DAYS) day += 1;
  return localDate(day);
}

/** The instant at which the company's clocks show the blocking hour of a day; where they skip it, an hour later. */
export function blockingInstantMs(date: LocalDate, { timeZone, blockingHour }: BlockingCalendar): number {
  return localTimeMs(date, { hour: blockingHour }, timeZone);
}

function isFree(day: DayNumber, { blocksOnWeekends, holidays }: BlockingCalendar): boolean {
  const date = localDate(day);
  return (!blocksOnWeekends && dayOfWeek(day) >= SATURDAY) || holidays.includes(date) || holidays.includes(date.slice(5));
}

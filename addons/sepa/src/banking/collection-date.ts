import { addDays, type LocalDate, localTimeOf } from '@tapline/sdk';
import { addTargetDays, isTargetDay, nextTargetDay } from './target-calendar.js';

/** When a bank wants files. */
export interface BankHours {
  readonly timeZone: string;
  /** Working days between the day of the file and the day of the collection: 1 by the rulebook, more at some banks. */
  readonly leadDays: number;
  /** Files that come at this hour or later count for the next working day; 24 for never. */
  readonly cutoffHour: number;
}

/** The first day on which what is sent now can be collected. */
export function earliestCollection(nowMs: number, { timeZone, leadDays, cutoffHour }: BankHours): LocalDate {
  const { date, hour } = localTimeOf(nowMs, timeZone);
  const isTooLate = isTargetDay(date) && hour >= cutoffHour;
  return addTargetDays(nextTargetDay(isTooLate ? addDays(date, 1) : date), leadDays);
}

/** The day on which something is collected that was wanted for a day: never too early for the bank or for who has to be told, and a working day. */
export function collectionDate(wanted: LocalDate, earliest: LocalDate): LocalDate {
  return nextTargetDay(wanted > earliest ? wanted : earliest);
}

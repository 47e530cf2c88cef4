import { localDateOf, startOfDayMs } from '@tapline/sdk';
import { type DayNumber, dayNumber, localDate } from '../engine/day-number.js';

const DAY_MS = 86_400_000;

/** Days of instants in the company's zone; each day's bounds are looked up once, since a run asks for many instants of the same days. */
export class CompanyDays {
  readonly #starts = new Map<DayNumber, number>();

  constructor(private readonly timeZone: string) {}

  dayOf(instantMs: number): DayNumber {
    let day = Math.floor(instantMs / DAY_MS);
    while (instantMs < this.startOf(day)) day -= 1;
    while (instantMs >= this.startOf(day + 1)) day += 1;
    return day;
  }

  startOf(day: DayNumber): number {
    const known = this.#starts.get(day);
    if (known !== undefined) return known;
    const startMs = startOfDayMs(localDate(day), this.timeZone);
    this.#starts.set(day, startMs);
    return startMs;
  }

  today(nowMs: number): DayNumber {
    return dayNumber(localDateOf(nowMs, this.timeZone));
  }
}

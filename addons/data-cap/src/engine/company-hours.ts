import { addDays, type LocalDate, localTimeOf, startOfDayMs } from '@tapline/sdk';

const HOUR_MS = 3_600_000;
const MOST_KEPT = 10_000;

/** Which hour of the week an instant falls into on the company's clocks, 0 to 167 from Monday 00:00. The calendar is asked once for each hour. */
export class CompanyHours {
  readonly #known = new Map<number, number>();

  constructor(readonly timeZone: string) {}

  hourOfWeek(instantMs: number): number {
    const key = Math.floor(instantMs / (HOUR_MS / 4));
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    const { dayOfWeek, hour } = localTimeOf(instantMs, this.timeZone);
    const found = (dayOfWeek - 1) * 24 + hour;
    this.#known.set(key, found);
    return found;
  }

  dateOf(instantMs: number): LocalDate {
    return localTimeOf(instantMs, this.timeZone).date;
  }

  /** The begin of the hour that an instant falls into; hours are counted from the begin of the day, as usage is. */
  hourStartMs(instantMs: number): number {
    const dayMs = startOfDayMs(localTimeOf(instantMs, this.timeZone).date, this.timeZone);
    return instantMs - ((instantMs - dayMs) % HOUR_MS);
  }

  /** The begin of the next hour. */
  nextHourMs(instantMs: number): number {
    const { date } = localTimeOf(instantMs, this.timeZone);
    return Math.min(this.hourStartMs(instantMs) + HOUR_MS, startOfDayMs(addDays(date, 1), this.timeZone));
  }
}

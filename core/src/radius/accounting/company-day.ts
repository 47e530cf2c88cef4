import { addDays, type LocalDate, localDateOf, startOfDayMs } from '@tapline/sdk';

const HOUR_MS = 3_600_000;

/** The company's day of instants that mostly fall on one day: the calendar is asked once a day. */
export class CompanyDay {
  #day: LocalDate = '';
  #startMs = 0;
  #endMs = 0;

  constructor(private readonly timeZone: string) {}

  of(instantMs: number): LocalDate {
    this.turnTo(instantMs);
    return this.#day;
  }

  /** When the hour began that an instant falls into; hours are counted from the beginning of the day. */
  hourStartMs(instantMs: number): number {
    this.turnTo(instantMs);
    return instantMs - ((instantMs - this.#startMs) % HOUR_MS);
  }

  /** When the next hour begins; the last of a day may be shorter where the clocks are changed. */
  nextHourMs(instantMs: number): number {
    this.turnTo(instantMs);
    return Math.min(this.hourStartMs(instantMs) + HOUR_MS, this.#endMs);
  }

  private turnTo(instantMs: number): void {
    if (instantMs >= this.#startMs && instantMs < this.#endMs) return;
    this.#day = localDateOf(instantMs, this.timeZone);
    this.#startMs = startOfDayMs(this.#day, this.timeZone);
    this.#endMs = startOfDayMs(addDays(this.#day, 1), this.timeZone);
  }
}

import { addDays, type LocalDate, localDateOf, startOfDayMs } from '@tapline/sdk';

/** The company's day of instants that mostly fall on one day: the calendar is asked once a day. */
export class CompanyDay {
  #day: LocalDate = '';
  #startMs = 0;
  #endMs = 0;

  constructor(private readonly timeZone: string) {}

  of(instantMs: number): LocalDate {
    if (instantMs < this.#startMs || instantMs >= this.#endMs) {
      this.#day = localDateOf(instantMs, this.timeZone);
      this.#startMs = startOfDayMs(this.#day, this.timeZone);
      this.#endMs = startOfDayMs(addDays(this.#day, 1), this.timeZone);
    }
    return this.#day;
  }
}

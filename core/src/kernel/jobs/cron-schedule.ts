// The one import of croner.
import { invalid } from '@tapline/sdk';
import { Cron } from 'croner';

/** The instants of a cron pattern with five fields, in a time zone. Where the clocks skip a local time, it comes at the end of the gap. */
export class CronSchedule {
  readonly #cron: Cron;

  /** Throws `JOB_SCHEDULE_INVALID`. */
  constructor(pattern: string, timeZone: string) {
    try {
      this.#cron = new Cron(pattern, { timezone: timeZone, mode: '5-part' });
    } catch (error) {
      throw invalid(
        'JOB_SCHEDULE_INVALID',
        `"${pattern}" is not a schedule (${(error as Error).message}); write five fields, as in "0 0 * * *"`,
        'schedule',
      );
    }
  }

  /** The first instant after another; `undefined` when there is none. */
  next(afterMs: number): number | undefined {
    return this.#cron.nextRun(new Date(afterMs))?.getTime();
  }

  /** The last instant up to another, that one included. */
  latest(upToMs: number): number | undefined {
    return this.#cron.previousRuns(1, new Date(upToMs + 1))[0]?.getTime();
  }
}

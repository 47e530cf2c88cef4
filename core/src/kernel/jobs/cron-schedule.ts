// The one import of croner.
import { invalid } from '@tapline/sdk';
import { Cron } from 'croner';

/** The instants of a cron pattern with five fields, in a time zone. Where the clocks skip a local time, it comes at the end of the gap. */
export class CronSchedule {
  readonly #cron: Cron;
  /** An instant and the one after it. Every second all jobs are looked at, and their instants are far apart: what was found is kept until it is over. */
  #latest: Span | undefined;
  #next: Span | undefined;

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
    if (!isWithin(this.#next, afterMs)) {
      const untilMs = this.nextRun(afterMs);
      this.#next = { fromMs: afterMs, untilMs };
    }
    return this.#next.untilMs;
  }

  /** The last instant up to another, that one included. */
  latest(upToMs: number): number | undefined {
    if (!isWithin(this.#latest, upToMs)) {
      const fromMs = this.#cron.previousRuns(1, new Date(upToMs + 1))[0]?.getTime();
      if (fromMs === undefined) return undefined;
      this.#latest = { fromMs, untilMs: this.nextRun(fromMs) };
    }
    return this.#latest.fromMs;
  }

  private nextRun(afterMs: number): number | undefined {
    return this.#cron.nextRun(new Date(afterMs))?.getTime();
  }
}

/** Between two instants of a schedule there is none: from the first on, until the second, which there may not be. */
interface Span {
  readonly fromMs: number;
  readonly untilMs: number | undefined;
}

function isWithin(span: Span | undefined, atMs: number): span is Span {
  return span !== undefined && span.fromMs <= atMs && (span.untilMs === undefined || atMs < span.untilMs);
}

import { type Job, TaplineError } from '@tapline/sdk';
import type { CallMarker } from '../hooks/call-marker.js';
import { withDeadline } from '../hooks/deadline.js';
import { CronSchedule } from './cron-schedule.js';
import type { JobState } from './job-state-store.js';

export interface JobPlace {
  readonly timeZone: string;
  readonly registeredAtMs: number;
  readonly marker: CallMarker;
  readonly deadlineMs: number;
}

/** A job that someone has contributed, and what is due of it. */
export class RegisteredJob {
  readonly id: string;
  readonly #schedule: CronSchedule;
  readonly #removed = new AbortController();
  /** The instant that is being run in this process. */
  runningDueAtMs: number | undefined;

  constructor(
    readonly ownerId: string,
    readonly job: Job,
    private readonly place: JobPlace,
  ) {
    this.id = `${ownerId}/${job.id}`;
    this.#schedule = new CronSchedule(job.schedule, place.timeZone);
  }

  get registeredAtMs(): number {
    return this.place.registeredAtMs;
  }

  get isRemoved(): boolean {
    return this.#removed.signal.aborted;
  }

  /** The instant to run now, in business time: the first that was missed, or of `latest` jobs the last. */
  dueAt(state: JobState | undefined, nowMs: number): number | undefined {
    const doneMs = state?.lastDueAtMs ?? this.registeredAtMs;
    const dueAtMs = this.job.catchUp === 'each' ? this.#schedule.next(doneMs) : this.#schedule.latest(nowMs);
    return dueAtMs !== undefined && dueAtMs > doneMs && dueAtMs <= nowMs ? dueAtMs : undefined;
  }

  isInstant(instantMs: number): boolean {
    return this.#schedule.latest(instantMs) === instantMs;
  }

  nextAfter(instantMs: number): number | undefined {
    return this.#schedule.next(instantMs);
  }

  /** `interrupt` asks the job to end early; what it makes of that is its own. */
  async run(dueAtMs: number, interrupt: AbortSignal): Promise<void> {
    const error = (): Error =>
      new TaplineError('JOB_TIMED_OUT', 'unavailable', `the job ${this.id} did not end within ${this.place.deadlineMs / 60_000} minutes`);
    this.runningDueAtMs = dueAtMs;
    try {
      await withDeadline({ ms: this.place.deadlineMs, error, signal: this.#removed.signal }, (own) =>
        this.place.marker.run(this.ownerId, `job ${this.job.id}`, () =>
          this.job.run({ dueAtMs, signal: AbortSignal.any([own, interrupt]) }),
        ),
      );
    } finally {
      this.runningDueAtMs = undefined;
    }
  }

  /** Its owner was disabled: a run under way counts as not done. */
  remove(): void {
    this.#removed.abort(
      new TaplineError('JOB_REMOVED', 'unavailable', `the job ${this.id} was removed while it ran; it runs again when it is back`),
    );
  }
}

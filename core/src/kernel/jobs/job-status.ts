import type { JobState } from './job-state-store.js';
import type { RegisteredJob } from './registered-job.js';

/** A job as an admin sees it. */
export interface JobStatus {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  readonly schedule: string;
  readonly isRunning: boolean;
  /** Business time: the latest instant that is done; null before the first. */
  readonly lastDueAtMs: number | null;
  /** Real time of the latest run, failed or not. */
  readonly lastRunAtMs: number | null;
  /** Business time; in the past when it is waiting to be run or tried again. */
  readonly nextDueAtMs: number | null;
  /** Why the latest run failed; null when it did not. */
  readonly lastError: string | null;
  readonly attempts: number;
  /** Real time of the next try of a run that failed. */
  readonly nextTryAtMs: number | null;
}

export function statusOf(job: RegisteredJob, state: JobState | undefined, nowMs: number): JobStatus {
  const doneUpToMs = state?.lastDueAtMs ?? job.registeredAtMs;
  return {
    id: job.id,
    ownerId: job.ownerId,
    title: job.job.title,
    schedule: job.job.schedule,
    isRunning: job.runningDueAtMs !== undefined,
    lastDueAtMs: job.isInstant(doneUpToMs) ? doneUpToMs : null,
    lastRunAtMs: state?.lastRunAtMs ?? null,
    nextDueAtMs: job.dueAt(state, nowMs) ?? job.nextAfter(doneUpToMs) ?? null,
    lastError: state?.error ?? null,
    attempts: state?.attempts ?? 0,
    nextTryAtMs: state?.error == null ? null : state.nextTryAtMs,
  };
}

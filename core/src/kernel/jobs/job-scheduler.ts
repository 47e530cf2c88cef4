import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, conflict, createToken, type Job, type Logger, notFound, TaplineError } from '@tapline/sdk';
import type { Database } from '../database/database.js';
import { type CallMarker, NO_MARKER } from '../hooks/call-marker.js';
import { holdLease } from '../leases/hold-lease.js';
import type { LeaseStore } from '../leases/lease-store.js';
import { Wakeable } from '../leases/wakeable.js';
import { type JobState, JobStateStore } from './job-state-store.js';
import { type JobStatus, statusOf } from './job-status.js';
import { RegisteredJob } from './registered-job.js';

export interface JobSchedulerOptions {
  readonly database: Database;
  readonly leases: LeaseStore;
  /** Business time: what is due is read from it. */
  readonly clock: Clock;
  readonly timeZone: string;
  readonly logger: Logger;
  readonly marker?: CallMarker;
  /** A job that those wait for that are due at its instant or later: they go by what it has made of the day. */
  readonly firstJobId?: string;
  /** Real time, for the pauses between tries. */
  readonly nowMs?: () => number;
}

export interface JobsDone {
  readonly runs: number;
  readonly failures: number;
}

/** `elsewhere`: another process is at it. */
type Step = 'done' | 'failed' | 'nothing-due' | 'elsewhere';

/** Whoever has this lease runs the job, or keeps others from it. */
export function jobLeaseOf(jobId: string): string {
  return `job:${jobId}`;
}

const WAKE_MS = 1000;
const DEADLINE_MS = 60 * 60_000;
const RETRY_PAUSES_MS = [5_000, 30_000, 2 * 60_000, 5 * 60_000, 10 * 60_000];
/** Of the first of all jobs: a good half minute. */
const MOST_TRIES_WAITED_FOR = 3;
const BUSY_PAUSE_MS = 25;
const BUSY_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 10_000;

/**
 * Runs jobs at the instants of their schedules, in business time: each by one process at a time, each due instant once, or again if the process
 * dies before it is noted. A run that fails is tried again with growing pauses; the job does not go on to its next instant before.
 */
export class JobScheduler {
  readonly #jobs = new Map<string, RegisteredJob>();
  readonly #states: JobStateStore;
  readonly #loop: Wakeable;
  readonly #underWay = new Map<string, Promise<Step>>();
  #stopping = new AbortController();

  constructor(private readonly options: JobSchedulerOptions) {
    this.#states = new JobStateStore(options.database);
    this.#loop = new Wakeable(WAKE_MS, () => this.startDue(), options.logger);
  }

  /** A job that was never here before starts now: nothing of the past is due. Throws `JOB_TAKEN`, `JOB_SCHEDULE_INVALID`. */
  register(ownerId: string, job: Job): void {
    const { clock, timeZone, marker = NO_MARKER } = this.options;
    const registered = new RegisteredJob(ownerId, job, { timeZone, registeredAtMs: clock.nowMs(), marker, deadlineMs: DEADLINE_MS });
    if (this.#jobs.has(registered.id)) throw conflict('JOB_TAKEN', `${ownerId} already has a job ${job.id}; give this one another id`);
    this.#jobs.set(registered.id, registered);
    this.nudge();
  }

  /** Takes all jobs of an owner away; their signals are aborted. What they have missed is due when they come back. */
  unregister(ownerId: string): void {
    for (const job of this.#jobs.values()) {
      if (job.ownerId !== ownerId) continue;
      job.remove();
      this.#jobs.delete(job.id);
    }
  }

  start(): void {
    this.#stopping = new AbortController();
    this.#loop.start();
  }

  /** Asks the runs under way to end, and waits for them for up to 10 s. They count as not done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop.stop();
    await Promise.race([Promise.allSettled(this.#underWay.values()), pause(STOP_PATIENCE_MS, undefined, { ref: false })]);
  }

  /** Says that something may be due. */
  nudge(): void {
    this.#loop.nudge();
  }

  /**
   * Runs everything that is due now, in the order in which it became due, and resolves when it is done, whichever process has to do it. What fails
   * is counted and left to be tried later. Throws `JOBS_BUSY` when another process does not come to an end.
   */
  async runDue(): Promise<JobsDone> {
    const giveUpAtMs = performance.now() + BUSY_PATIENCE_MS;
    let runs = 0;
    let failures = 0;
    for (let due = await this.due(); due.length > 0; due = await this.due()) {
      const step = await this.step((due[0] as DueJob).job);
      if (step === 'done') runs += 1;
      if (step === 'failed') failures += 1;
      if (step !== 'elsewhere') continue;
      if (performance.now() > giveUpAtMs) {
        throw new TaplineError(
          'JOBS_BUSY',
          'unavailable',
          `another process runs ${due[0]?.job.id} and does not come to an end; see its log`,
        );
      }
      await pause(BUSY_PAUSE_MS);
    }
    return { runs, failures };
  }

  /** Runs a job for one instant, whatever its history says: for days that are brought in from elsewhere. Throws `JOB_UNKNOWN`. */
  async runFor(jobId: string, dueAtMs: number): Promise<void> {
    const job = this.#jobs.get(jobId);
    if (!job) throw notFound('JOB_UNKNOWN', `there is no job ${jobId}; is its add-on enabled?`);
    await job.run(dueAtMs, new AbortController().signal);
  }

  async list(): Promise<readonly JobStatus[]> {
    const states = await this.#states.all();
    const nowMs = this.options.clock.nowMs();
    return [...this.#jobs.values()].map((job) => statusOf(job, states.get(job.id), nowMs));
  }

  /** What may be run now, the earliest instant first. */
  private async due(): Promise<readonly DueJob[]> {
    if (this.#jobs.size === 0) return [];
    const states = await this.#states.all();
    const due: DueJob[] = [];
    for (const job of this.#jobs.values()) {
      const state = states.get(job.id);
      if (!state) await this.#states.begin(job.id, job.registeredAtMs);
      const dueAtMs = this.dueAt(job, state);
      if (dueAtMs !== undefined) due.push({ job, dueAtMs });
    }
    const firstDueAtMs = this.firstDueAt(states);
    return due
      .filter(({ job, dueAtMs }) => firstDueAtMs === undefined || dueAtMs < firstDueAtMs || job.id === this.options.firstJobId)
      .sort((a, b) => a.dueAtMs - b.dueAtMs);
  }

  /** Since when others wait for the first of all; no longer where it fails again and again. */
  private firstDueAt(states: ReadonlyMap<string, JobState>): number | undefined {
    const { firstJobId, clock } = this.options;
    const first = firstJobId === undefined ? undefined : this.#jobs.get(firstJobId);
    const state = first && states.get(first.id);
    if (!first || !state || state.attempts >= MOST_TRIES_WAITED_FOR) return undefined;
    return first.dueAt(state, clock.nowMs());
  }

  private async startDue(): Promise<void> {
    for (const { job } of await this.due()) {
      if (this.#underWay.has(job.id)) continue;
      this.step(job).then(
        // The next missed instant may be due already.
        (step) => step === 'done' && this.nudge(),
        (error: unknown) => this.options.logger.error({ job: job.id, err: error }, 'a job could not be started and is tried again'),
      );
    }
  }

  /** Runs one due instant of a job under its lease; one at a time in this process. */
  private step(job: RegisteredJob): Promise<Step> {
    const before = this.#underWay.get(job.id);
    if (before) return before.then(() => 'nothing-due');
    const step = holdLease(this.options.leases, jobLeaseOf(job.id), ({ signal }) => this.runNext(job, signal))
      .then((held) => held?.result ?? 'elsewhere')
      .finally(() => this.#underWay.delete(job.id));
    this.#underWay.set(job.id, step);
    return step;
  }

  private async runNext(job: RegisteredJob, leaseSignal: AbortSignal): Promise<Step> {
    // Read under the lease: another process may have run it since it was found due.
    const state = await this.#states.find(job.id);
    const dueAtMs = this.dueAt(job, state);
    if (!state || dueAtMs === undefined || job.isRemoved) return 'nothing-due';
    const interrupt = AbortSignal.any([leaseSignal, this.#stopping.signal]);
    try {
      await job.run(dueAtMs, interrupt);
      // A job that was asked to end early may not have done all of its work.
      if (interrupt.aborted) return 'failed';
      await this.#states.finish(job.id, { previousMs: state.lastDueAtMs, doneMs: dueAtMs, nowMs: this.nowMs() });
      return 'done';
    } catch (error) {
      if (!job.isRemoved && !interrupt.aborted) await this.noteFailure(job, state, error);
      return 'failed';
    }
  }

  private async noteFailure(job: RegisteredJob, state: JobState, thrown: unknown): Promise<void> {
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    const pauseMs = RETRY_PAUSES_MS[Math.min(state.attempts, RETRY_PAUSES_MS.length - 1)] as number;
    const nowMs = this.nowMs();
    this.options.logger.error({ job: job.id, attempts: state.attempts + 1, pauseMs, err: thrown }, 'a job failed and is tried again');
    await this.#states.fail(job.id, {
      previousMs: state.lastDueAtMs,
      nowMs,
      attempts: state.attempts + 1,
      nextTryAtMs: nowMs + pauseMs,
      error,
    });
  }

  private dueAt(job: RegisteredJob, state: JobState | undefined): number | undefined {
    if (state && state.nextTryAtMs > this.nowMs()) return undefined;
    return job.dueAt(state, this.options.clock.nowMs());
  }

  private nowMs(): number {
    return (this.options.nowMs ?? Date.now)();
  }
}

interface DueJob {
  readonly job: RegisteredJob;
  readonly dueAtMs: number;
}

export const JOBS = createToken<JobScheduler>('core.jobs');

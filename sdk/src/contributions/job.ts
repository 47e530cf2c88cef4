/** One due run of a job. */
export interface JobRun {
  /** The instant of the schedule that this run is for; after downtime it may be long past. */
  readonly dueAtMs: number;
  readonly signal: AbortSignal;
}

/** Work on a schedule: run by one process at a time, caught up after downtime, each due instant once. */
export interface Job {
  readonly id: string;
  readonly title: string;
  /** Cron with five fields, in the company's time zone: `0 0 * * *`. */
  readonly schedule: string;
  /** After downtime: every missed instant in its order, or only the latest. */
  readonly catchUp: 'each' | 'latest';
  /** May run twice for one instant if the process is killed at its end: it must be idempotent. */
  run(run: JobRun): Promise<void>;
}

import type { Actor } from '@tapline/sdk';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/database-error.js';

const ACTOR: Actor = { kind: 'system', id: 'jobs', name: 'Job scheduler' };
const ERROR_LENGTH = 1000;

export interface JobState {
  /** Business time: the latest instant of the schedule that is done, or the job's registration. */
  readonly lastDueAtMs: number;
  /** Real time of the latest run, failed or not. */
  readonly lastRunAtMs: number | null;
  /** Failed tries of the instant that comes next. */
  readonly attempts: number;
  /** Real time. */
  readonly nextTryAtMs: number;
  readonly error: string | null;
}

type StateRow = Readonly<Record<'last_due_at_ms' | 'last_run_at_ms' | 'attempts' | 'next_try_at_ms' | 'error' | 'job_id', string | null>>;

/** How far each job has come; kept for good, so that a job that comes back catches up. */
export class JobStateStore {
  constructor(private readonly database: Database) {}

  async all(): Promise<ReadonlyMap<string, JobState>> {
    const rows = (await this.database.reader('job_state')) as StateRow[];
    return new Map(rows.map((row) => [String(row.job_id), stateOf(row)]));
  }

  async find(jobId: string): Promise<JobState | undefined> {
    const row = (await this.database.reader('job_state').where({ job_id: jobId }).first()) as StateRow | undefined;
    return row && stateOf(row);
  }

  /** Begins a job's history, unless it has one. */
  async begin(jobId: string, registeredAtMs: number): Promise<void> {
    await this.database.transaction(ACTOR, async ({ sql }) => {
      if (await sql('job_state').where({ job_id: jobId }).first('job_id')) return;
      try {
        await sql('job_state').insert({ job_id: jobId, last_due_at_ms: registeredAtMs, attempts: 0, next_try_at_ms: 0 });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    });
  }

  /** An instant is done. Nothing happens when another process has gone further meanwhile. */
  async finish(jobId: string, instants: { readonly previousMs: number; readonly doneMs: number; readonly nowMs: number }): Promise<void> {
    await this.update(jobId, instants.previousMs, {
      last_due_at_ms: instants.doneMs,
      last_run_at_ms: instants.nowMs,
      attempts: 0,
      next_try_at_ms: 0,
      error: null,
    });
  }

  async fail(
    jobId: string,
    failed: {
      readonly previousMs: number;
      readonly nowMs: number;
      readonly attempts: number;
      readonly nextTryAtMs: number;
      readonly error: string;
    },
  ): Promise<void> {
    await this.update(jobId, failed.previousMs, {
      last_run_at_ms: failed.nowMs,
      attempts: failed.attempts,
      next_try_at_ms: failed.nextTryAtMs,
      error: failed.error.slice(0, ERROR_LENGTH),
    });
  }

  private async update(jobId: string, previousMs: number, changes: Readonly<Record<string, unknown>>): Promise<void> {
    await this.database.transaction(ACTOR, ({ sql }) =>
      sql('job_state').where({ job_id: jobId, last_due_at_ms: previousMs }).update(changes),
    );
  }
}

function stateOf(row: StateRow): JobState {
  return {
    lastDueAtMs: Number(row.last_due_at_ms),
    lastRunAtMs: row.last_run_at_ms === null ? null : Number(row.last_run_at_ms),
    attempts: Number(row.attempts),
    nextTryAtMs: Number(row.next_try_at_ms),
    error: row.error,
  };
}

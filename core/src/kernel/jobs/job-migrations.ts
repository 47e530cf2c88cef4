import type { MigrationStep } from '../database/migrations.js';

export const JOB_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'job-0001-state',
    createTable: 'job_state',
    columns: (columns) => {
      columns.key('job_id').primary();
      // Business time: the latest instant of the schedule that is done.
      columns.instant('last_due_at_ms').notNullable();
      // The rest is real time.
      columns.instant('last_run_at_ms').nullable();
      columns.integer64('attempts').notNullable();
      columns.instant('next_try_at_ms').notNullable();
      columns.words('error', 1000).nullable();
    },
  },
];

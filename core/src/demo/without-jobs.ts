import { setTimeout as pause } from 'node:timers/promises';
import { jobLeaseOf } from '../kernel/jobs/job-scheduler.js';
import { holdLease } from '../kernel/leases/hold-lease.js';
import type { LeaseStore } from '../kernel/leases/lease-store.js';

const LOOK_AGAIN_MS = 100;

/** Does work while no process on the same database runs some jobs, whose ids are like `core/blocking`; waits for one that is under way. */
export async function withoutJobs<T>(leases: LeaseStore, jobIds: readonly string[], work: () => Promise<T>): Promise<T> {
  const [jobId, ...others] = jobIds;
  if (jobId === undefined) return work();
  for (;;) {
    const held = await holdLease(leases, jobLeaseOf(jobId), () => withoutJobs(leases, others, work));
    if (held) return held.result;
    await pause(LOOK_AGAIN_MS);
  }
}

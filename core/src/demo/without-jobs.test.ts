import { expect } from 'chai';
import { DATABASE } from '../kernel/database/database.js';
import { JOBS, jobLeaseOf } from '../kernel/jobs/job-scheduler.js';
import { LEASES, LeaseStore } from '../kernel/leases/lease-store.js';
import { forEachApplication } from '../testing/each-application.js';
import { BILLING_JOBS } from './demo-billing.js';
import { withoutJobs } from './without-jobs.js';

forEachApplication('Work without jobs of other processes', '2026-11-05T08:00:00Z', (app) => {
  it('is done when none of them runs, keeps others from them, and lets go also where it fails', async () => {
    const other = new LeaseStore(app().container.resolve(DATABASE));
    const isFree = async (): Promise<readonly boolean[]> =>
      Promise.all(
        BILLING_JOBS.map(async (id) => {
          const isTaken = !(await other.acquire(jobLeaseOf(id), 60_000));
          if (!isTaken) await other.release(jobLeaseOf(id));
          return !isTaken;
        }),
      );
    const work = (): Promise<never> =>
      isFree().then((free) => {
        throw new Error(free.join());
      });
    const outcome = await withoutJobs(app().container.resolve(LEASES), BILLING_JOBS, work).catch((error: Error) => error.message);
    expect(outcome).to.equal('false,false');
    expect(await isFree()).to.deep.equal([true, true]);
  });

  it('names jobs that there are', async () => {
    const ids = (await app().container.resolve(JOBS).list()).map(({ id }) => id);
    expect(ids).to.include.members([...BILLING_JOBS]);
  });
});

import type { Clock, Job, JobRun } from '@tapline/sdk';
import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import { thrownCode } from '../addons/fixtures/thrown-code.js';
import type { Database } from '../database/database.js';
import { migrate } from '../database/migrations.js';
import { LEASE_MIGRATIONS } from '../leases/lease-migrations.js';
import { LeaseStore } from '../leases/lease-store.js';
import { createLogger } from '../logging/logger.js';
import { JOB_MIGRATIONS } from './job-migrations.js';
import { JobScheduler } from './job-scheduler.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const START_MS = Date.parse('2026-05-01T10:00:00Z');
/** Midnight in Prague, in summer. */
const midnight = (day: number): number => Date.parse('2026-04-30T22:00:00Z') + (day - 1) * DAY_MS;

forEachDatabase((fixture) => {
  describe(`The job scheduler on ${fixture.name}`, () => {
    let database: Database;
    let businessMs: number;
    let realMs: number;
    let jobs: JobScheduler;
    let runs: number[];
    const clock: Clock = { nowMs: () => businessMs };
    const logger = createLogger('error', { write: () => undefined });

    before(async () => {
      database = await fixture.open();
      await migrate(database, 'history', [...LEASE_MIGRATIONS, ...JOB_MIGRATIONS]);
    });
    beforeEach(async () => {
      for (const table of ['job_state', 'lease']) await database.schemaWriter(table).delete();
      businessMs = START_MS;
      realMs = 1_000_000;
      runs = [];
      jobs = newScheduler();
    });
    after(() => fixture.close());

    const newScheduler = (leases = new LeaseStore(database, undefined, () => realMs)): JobScheduler =>
      new JobScheduler({ database, leases, clock, timeZone: 'Europe/Prague', logger, nowMs: () => realMs });
    const daily = (catchUp: Job['catchUp'], run = (due: JobRun): Promise<void> => Promise.resolve(void runs.push(due.dueAtMs))): Job => ({
      id: 'daily',
      title: 'Daily work',
      schedule: '0 0 * * *',
      catchUp,
      run,
    });

    const codeOf = (job: Job): string => thrownCode(() => jobs.register('addon', job));

    it('has nothing of the past to do for a new job', async () => {
      jobs.register('addon', daily('each'));
      expect(await jobs.runDue()).to.deep.equal({ runs: 0, failures: 0 });
      businessMs = midnight(2);
      await jobs.runDue();
      expect(runs).to.deep.equal([midnight(2)]);
    });

    it('runs every missed instant in its order, in the time zone of the company', async () => {
      jobs.register('addon', daily('each'));
      businessMs = midnight(5) + MINUTE_MS;
      expect(await jobs.runDue()).to.deep.equal({ runs: 4, failures: 0 });
      expect(runs).to.deep.equal([2, 3, 4, 5].map(midnight));
      expect(await jobs.runDue()).to.deep.equal({ runs: 0, failures: 0 });
    });

    it('runs only the latest missed instant of a job that wants it so', async () => {
      jobs.register('addon', daily('latest'));
      businessMs = midnight(5) + MINUTE_MS;
      await jobs.runDue();
      expect(runs).to.deep.equal([midnight(5)]);
    });

    it('catches up after a restart', async () => {
      jobs.register('addon', daily('each'));
      await jobs.runDue();
      businessMs = midnight(3);
      const restarted = newScheduler();
      restarted.register('addon', daily('each'));
      await restarted.runDue();
      expect(runs).to.deep.equal([midnight(2), midnight(3)]);
    });

    it('runs the jobs of all owners in the order in which they became due', async () => {
      const order: string[] = [];
      const job = (id: string, schedule: string): Job => ({
        ...daily('each'),
        id,
        schedule,
        run: ({ dueAtMs }) => Promise.resolve(void order.push(`${id} ${new Date(dueAtMs).toISOString().slice(8, 13)}`)),
      });
      jobs.register('b', job('late', '0 6 * * *'));
      jobs.register('a', job('early', '0 0 * * *'));
      businessMs = midnight(3) + 7 * 60 * MINUTE_MS;
      await jobs.runDue();
      expect(order).to.deep.equal(['early 01T22', 'late 02T04', 'early 02T22', 'late 03T04']);
    });

    it('starts what is due with the first of all jobs, or later, only when that is done', async () => {
      const order: string[] = [];
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      let done: () => void = () => undefined;
      const allDone = new Promise<void>((resolve) => {
        done = resolve;
      });
      const named = (id: string, schedule: string, run: () => Promise<void>): Job => ({ ...daily('latest', run), id, schedule });
      const leases = new LeaseStore(database, undefined, () => realMs);
      const firstJobId = 'core/first';
      const ordered = new JobScheduler({ database, leases, clock, timeZone: 'Europe/Prague', logger, nowMs: () => realMs, firstJobId });
      ordered.register(
        'addon',
        named('charge', '0 0 * * *', async () => {
          order.push('charge');
          done();
        }),
      );
      ordered.register(
        'addon',
        named('evening', '0 20 * * *', async () => {
          order.push('evening');
          release();
        }),
      );
      ordered.register(
        'core',
        named('first', '0 0 * * *', async () => {
          order.push('begun');
          await released;
          order.push('ended');
        }),
      );
      await ordered.list();
      await ordered.runDue();
      businessMs = midnight(2);
      ordered.start();
      await allDone;
      await ordered.stop();
      expect(order.slice(0, 2)).to.have.members(['begun', 'evening']);
      expect(order.slice(2)).to.deep.equal(['ended', 'charge']);
    });

    it('has what is due with the first of all jobs wait while that is tried again, but not for ever', async () => {
      const order: string[] = [];
      const leases = new LeaseStore(database, undefined, () => realMs);
      const options = { database, leases, clock, timeZone: 'Europe/Prague', logger, nowMs: () => realMs, firstJobId: 'core/daily' };
      const ordered = new JobScheduler(options);
      const failing = (): Promise<void> => Promise.reject(new Error('a lock was not to be had'));
      ordered.register('addon', { ...daily('latest', () => Promise.resolve(void order.push('charge'))), id: 'charge' });
      ordered.register('core', daily('latest', failing));
      await ordered.runDue();
      businessMs = midnight(2);
      for (const pauseMs of [0, 5_000]) {
        realMs += pauseMs;
        expect(await ordered.runDue()).to.deep.equal({ runs: 0, failures: 1 });
      }
      expect(order).to.deep.equal([]);
      realMs += 30_000;
      await ordered.runDue();
      expect(order).to.deep.equal(['charge']);
    });

    it('tries a failed run again after a pause, and does not go on before it has succeeded', async () => {
      let isBroken = true;
      jobs.register(
        'addon',
        daily('each', ({ dueAtMs }) => {
          if (isBroken) return Promise.reject(new Error('no bank'));
          runs.push(dueAtMs);
          return Promise.resolve();
        }),
      );
      businessMs = midnight(3);
      expect(await jobs.runDue()).to.deep.equal({ runs: 0, failures: 1 });
      expect(await jobs.runDue()).to.deep.equal({ runs: 0, failures: 0 });
      const [failed] = await jobs.list();
      expect(failed).to.include({ id: 'addon/daily', lastError: 'no bank', attempts: 1, lastDueAtMs: null, nextDueAtMs: midnight(2) });

      realMs = failed?.nextTryAtMs ?? 0;
      await jobs.runDue();
      expect((await jobs.list())[0]?.nextTryAtMs).to.equal(realMs + 30_000);

      isBroken = false;
      realMs += 30_000;
      await jobs.runDue();
      expect(runs).to.deep.equal([midnight(2), midnight(3)]);
      expect((await jobs.list())[0]).to.include({ lastError: null, attempts: 0, lastDueAtMs: midnight(3), nextDueAtMs: midnight(4) });
    });

    it('never runs an instant twice with two schedulers at work', async () => {
      const second = newScheduler();
      for (const scheduler of [jobs, second]) scheduler.register('addon', daily('each'));
      businessMs = midnight(8);
      await Promise.all([jobs.runDue(), second.runDue()]);
      expect(runs).to.deep.equal([2, 3, 4, 5, 6, 7, 8].map(midnight));
    });

    it('takes over from a scheduler that died in the middle of a run', async () => {
      const dead = new LeaseStore(database, 'dead', () => realMs);
      jobs.register('addon', daily('each'));
      await jobs.runDue();
      businessMs = midnight(2);
      await dead.acquire('job:addon/daily', 40);
      const taken = jobs.runDue();
      setTimeout(() => {
        realMs += 40;
      }, 10);
      expect(await taken).to.deep.equal({ runs: 1, failures: 0 });
    });

    it('counts a run of a job that is taken away as not done', async () => {
      const job = daily('each', async ({ dueAtMs, signal }) => {
        runs.push(dueAtMs);
        if (runs.length > 1) return;
        jobs.unregister('addon');
        expect(signal.aborted).to.equal(true);
        await new Promise(() => undefined);
      });
      jobs.register('addon', job);
      businessMs = midnight(2);
      await jobs.runDue();
      expect(await jobs.list()).to.deep.equal([]);
      jobs.register('addon', job);
      await jobs.runDue();
      expect(runs).to.deep.equal([midnight(2), midnight(2)]);
    });

    it('runs by itself once it is started', async () => {
      jobs.register('addon', daily('each'));
      await jobs.runDue();
      businessMs = midnight(2);
      jobs.start();
      while ((await jobs.list())[0]?.lastDueAtMs !== midnight(2)) await new Promise(setImmediate);
      await jobs.stop();
      expect(runs).to.deep.equal([midnight(2)]);
    });

    it('asks a run to end when it is stopped, and runs its instant again after the next start', async () => {
      const ended = new Promise<void>((resolve) => {
        const untilAsked = ({ dueAtMs, signal }: JobRun): Promise<void> => {
          runs.push(dueAtMs);
          if (runs.length > 1) resolve();
          return runs.length > 1 ? Promise.resolve() : new Promise((end) => signal.addEventListener('abort', () => end()));
        };
        jobs.register('addon', daily('each', untilAsked));
      });
      await jobs.runDue();
      businessMs = midnight(2);
      jobs.start();
      while (runs.length === 0) await new Promise(setImmediate);
      await jobs.stop();
      jobs.start();
      await ended;
      await jobs.stop();
      expect(runs).to.deep.equal([midnight(2), midnight(2)]);
    });

    it('refuses a schedule that cannot be read and an id that is taken', () => {
      expect(codeOf({ ...daily('each'), schedule: 'every day' })).to.equal('JOB_SCHEDULE_INVALID');
      expect(codeOf(daily('each'))).to.equal('none');
      expect(codeOf(daily('each'))).to.equal('JOB_TAKEN');
    });
  });
});

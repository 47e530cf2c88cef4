import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import type { Database } from '../database/database.js';
import { migrate } from '../database/migrations.js';
import { holdLease } from './hold-lease.js';
import { LEASE_MIGRATIONS } from './lease-migrations.js';
import { LeaseStore } from './lease-store.js';

forEachDatabase((fixture) => {
  describe(`A lease on ${fixture.name}`, () => {
    let database: Database;
    let nowMs: number;
    let here: LeaseStore;
    let there: LeaseStore;

    before(async () => {
      database = await fixture.open();
      await migrate(database, 'history', LEASE_MIGRATIONS);
    });
    beforeEach(async () => {
      await database.schemaWriter('lease').delete();
      nowMs = 1_000_000;
      here = new LeaseStore(database, 'here', () => nowMs);
      there = new LeaseStore(database, 'there', () => nowMs);
    });
    after(() => fixture.close());

    it('is given to one owner at a time', async () => {
      const given = await Promise.all([here.acquire('job', 1000), there.acquire('job', 1000)]);
      expect(given.filter(Boolean)).to.have.length(1);
      expect(await here.acquire('other', 1000)).to.equal(true);
    });

    it('is not given twice to the same owner', async () => {
      expect(await here.acquire('job', 1000)).to.equal(true);
      expect(await here.acquire('job', 1000)).to.equal(false);
    });

    it('can be taken over once it has run out, and then not be renewed by the first owner', async () => {
      await here.acquire('job', 1000);
      nowMs += 999;
      expect(await there.acquire('job', 1000)).to.equal(false);
      nowMs += 1;
      expect(await there.acquire('job', 1000)).to.equal(true);
      expect(await here.renew('job', 1000)).to.equal(false);
    });

    it('lasts longer when it is renewed', async () => {
      await here.acquire('job', 1000);
      nowMs += 900;
      expect(await here.renew('job', 1000)).to.equal(true);
      nowMs += 900;
      expect(await there.acquire('job', 1000)).to.equal(false);
    });

    it('can be taken at once when it was released, but not released by another', async () => {
      await here.acquire('job', 1000);
      await there.release('job');
      expect(await there.acquire('job', 1000)).to.equal(false);
      await here.release('job');
      expect(await there.acquire('job', 1000)).to.equal(true);
    });

    it('is released when the work under it fails', async () => {
      const work = holdLease(here, 'job', () => Promise.reject(new Error('broken')));
      expect(await work.catch((error: Error) => error.message)).to.equal('broken');
      expect(await holdLease(there, 'job', () => Promise.resolve('done'))).to.deep.equal({ result: 'done' });
    });

    it('tells the work under it when it was lost', async () => {
      const held = await holdLease(
        here,
        'job',
        async ({ signal }) => {
          await database
            .schemaWriter('lease')
            .where({ name: 'job' })
            .update({ owner: 'there', until_ms: nowMs + 60_000 });
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          return signal.aborted;
        },
        60,
      );
      expect(held?.result).to.equal(true);
      expect(await here.acquire('job', 1000)).to.equal(false);
    });
  });
});

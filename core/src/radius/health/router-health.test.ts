import type { Router } from '@tapline/sdk';
import { expect } from 'chai';
import { newId } from '../../kernel/ids/id.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { CoaHealthStore, type CoaTry } from '../change-of-authorization/coa-health-store.js';
import { SessionRequestStore } from '../change-of-authorization/session-request-store.js';
import { LeaseStore } from '../leases/lease-store.js';
import { RadsecConnectionStore } from '../radsec/radsec-connection-store.js';
import { FixedClock, RadiusFixture, TEST_ACTOR, TEST_NOW_MS } from '../testing/radius-fixture.js';
import { HealthStore } from './health-store.js';
import { RouterCounters } from './router-counters.js';
import { type RouterHealth, RouterHealthService } from './router-health.js';

const MINUTE_MS = 60_000;
const store = new HealthStore();

forEachDatabase((kind) => {
  describe(`The health of routers on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    beforeEach(async () => {
      fixture = await RadiusFixture.create(await kind.create());
    });
    afterEach(async () => {
      await fixture.close();
      await kind.close();
    });

    const write = (counters: RouterCounters, instance = 'one:1812'): Promise<void> =>
      fixture.database.transaction(TEST_ACTOR, (tx) => store.write(tx, instance, counters.counts()));

    async function health(): Promise<RouterHealth | undefined> {
      const address = { address: '10.0.0.1', coaAddress: null, certificateName: null, coaPort: 3799 };
      const router = { id: 'r1', name: 'Hill', ...address, isEnabled: true } as Router;
      const service = new RouterHealthService({
        store,
        coaHealth: new CoaHealthStore(),
        requests: new SessionRequestStore(),
        routers: { list: () => Promise.resolve([router]) },
        clock: new FixedClock(),
        leases: new LeaseStore(),
        radsec: new RadsecConnectionStore(),
        interimIntervalSeconds: 300,
      });
      return (await fixture.database.view(TEST_ACTOR, (tx) => service.read(tx))).routers[0];
    }

    it('adds up what several processes have counted, and starts counting anew with a process, but not forgetting when', async () => {
      const [one, two, restarted] = [new RouterCounters(), new RouterCounters(), new RouterCounters()];
      one.login('r1', TEST_NOW_MS - 3 * MINUTE_MS, true);
      two.login('r1', TEST_NOW_MS - 2 * MINUTE_MS, true);
      two.accounting('r1', TEST_NOW_MS - MINUTE_MS);
      await write(one);
      await write(two, 'two:1812');
      expect(await health()).to.include({ requests: 2, accountingRequests: 1, lastAcceptAtMs: TEST_NOW_MS - 2 * MINUTE_MS, problem: '' });
      restarted.login('r1', TEST_NOW_MS, false);
      await write(restarted, 'two:1812');
      expect(await health()).to.include({ requests: 2, accountingRequests: 0, lastAccountingAtMs: TEST_NOW_MS - MINUTE_MS });
    });

    it('names a router that asks and sends no accounting', async () => {
      const counters = new RouterCounters();
      counters.login('r1', TEST_NOW_MS - 2 * MINUTE_MS, true);
      await write(counters);
      expect((await health())?.problem).to.include('it asks and sends no accounting');
      counters.accounting('r1', TEST_NOW_MS - MINUTE_MS);
      await write(counters);
      expect((await health())?.problem).to.equal('');
    });

    it('says how many leased addresses are held for a router that sends no accounting', async () => {
      const counters = new RouterCounters();
      counters.accounting('r1', TEST_NOW_MS - 60 * MINUTE_MS);
      counters.login('r1', TEST_NOW_MS - 2 * MINUTE_MS, true);
      await write(counters);
      const given = [70, 50, 2].map((minutes) => ({
        service_id: newId(),
        router_id: 'r1',
        given_at_ms: TEST_NOW_MS - minutes * MINUTE_MS,
      }));
      const holdings = [...given, { router_id: 'r1' }, { ...given[2], router_id: 'r2' }].map((row, index) => ({
        address_key: `k${index}`,
        address: `10.9.0.${index}`,
        part: 'ipv4',
        server_id: newId(),
        ...row,
      }));
      await fixture.database.transaction(TEST_ACTOR, async ({ sql }) => {
        for (const row of holdings) await sql('address_holding').insert(row);
      });
      expect((await health())?.problem).to.match(/^it asks and sends no accounting; the addresses .* \(2\) are held for a day.*RouterOS/);
    });

    it('names a router that does not answer requests, until it does', async () => {
      const coa = new CoaHealthStore();
      const record = (answer: { atMs: number; roundTripMs: number } | null): Promise<boolean> =>
        fixture.database.transaction(TEST_ACTOR, (tx) =>
          coa.record(tx, { routerId: 'r1', deviceAddress: '', sentAtMs: TEST_NOW_MS, answer }),
        );
      expect(await record(null)).to.equal(false);
      expect((await health())?.problem).to.equal('');
      await record(null);
      expect((await health())?.problem).to.include('/radius incoming set accept=yes port=3799');
      expect((await health())?.coa).to.include({ silentSinceMs: TEST_NOW_MS, unanswered: 2 });
      expect(await record({ atMs: TEST_NOW_MS, roundTripMs: 7 })).to.equal(true);
      expect(await health()).to.deep.include({ problem: '', openRequests: 0 });
      expect((await health())?.coa).to.include({ silentSinceMs: null, roundTripMs: 7, lastAnswerAtMs: TEST_NOW_MS });
    });

    it('names a router that refuses to end sessions, and why, until it ends one or is changed', async () => {
      const coa = new CoaHealthStore();
      const answer = { atMs: TEST_NOW_MS, roundTripMs: 7 };
      const record = (said: Partial<CoaTry>): Promise<boolean> =>
        fixture.database.transaction(TEST_ACTOR, (tx) =>
          coa.record(tx, { routerId: 'r1', deviceAddress: '', sentAtMs: TEST_NOW_MS, answer, ...said }),
        );
      await record({ refusal: 'NAS Identification Mismatch' });
      const words = (await health())?.problem;
      expect(words).to.match(/^it refuses to end sessions \(NAS Identification Mismatch\), so that who is shut stays online there; /);
      expect(words).to.include('RouterOS: src-address').and.to.include('asked again every hour');
      // What it says to a change tells nothing of that; and one answer may be lost.
      await record({});
      await record({ answer: null });
      expect((await health())?.problem).to.equal(words);
      await record({ refusal: '' });
      expect((await health())?.problem)
        .to.include('(it does not say why)')
        .and.to.include('see the log of the router');
      await record({ refusal: null });
      expect((await health())?.problem).to.equal('');
    });

    it('names the device of a network that refuses to end sessions, though another has left one request unanswered', async () => {
      const coa = new CoaHealthStore();
      const asked = { routerId: 'r1', sentAtMs: TEST_NOW_MS, answer: { atMs: TEST_NOW_MS, roundTripMs: 7 } };
      await fixture.database.transaction(TEST_ACTOR, async (tx) => {
        await coa.record(tx, { ...asked, deviceAddress: '10.0.0.7', refusal: 'Administratively Prohibited' });
        await coa.record(tx, { ...asked, deviceAddress: '10.0.0.8', answer: null });
      });
      expect((await health())?.problem).to.match(/^10\.0\.0\.7 refuses to end sessions/);
    });

    it('names the device of a network that does not answer requests, though the others do', async () => {
      const coa = new CoaHealthStore();
      await fixture.database.transaction(TEST_ACTOR, async (tx) => {
        const silent = { routerId: 'r1', deviceAddress: '10.0.0.7', sentAtMs: TEST_NOW_MS - MINUTE_MS, answer: null };
        for (let tries = 0; tries < 2; tries++) await coa.record(tx, silent);
        await coa.record(tx, {
          ...silent,
          deviceAddress: '10.0.0.8',
          sentAtMs: TEST_NOW_MS,
          answer: { atMs: TEST_NOW_MS, roundTripMs: 7 },
        });
      });
      expect((await health())?.problem).to.match(/^10\.0\.0\.7 does not answer/);
    });

    it('names a wrong secret until the router asks with the right one', async () => {
      const counters = new RouterCounters();
      counters.wrongSecret('r1', TEST_NOW_MS - 2 * MINUTE_MS);
      await write(counters);
      expect((await health())?.problem).to.include('its secret is another one than here');
      counters.login('r1', TEST_NOW_MS, true);
      await write(counters);
      expect((await health())?.problem).to.equal('');
    });
  });
});

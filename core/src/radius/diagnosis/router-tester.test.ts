import { expect } from 'chai';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { RouterService } from '../../network/router-service.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { CoaHealthStore } from '../change-of-authorization/coa-health-store.js';
import { RelayClient } from '../radsec/relay-client.js';
import { CoaPeer } from '../testing/coa-peer.js';
import { RadiusFixture, TEST_ACTOR, TEST_NOW_MS } from '../testing/radius-fixture.js';
import { RouterTester } from './router-tester.js';

const MINUTE_MS = 60_000;
const UNKNOWN = { verdict: 'nak', errorCause: 503 } as const;
const FORBIDDEN = { verdict: 'nak', errorCause: 501 } as const;
const health = new CoaHealthStore();

forEachDatabase((kind) => {
  describe(`The test of a router that has refused to end sessions, on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let peer: CoaPeer;
    let routerId: string;
    let tester: RouterTester;

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
      const audit = { record: () => Promise.resolve() } as unknown as AuditLog;
      const routers = new RouterService(fixture.secrets, audit, fixture.clock, () => undefined);
      const relay = new RelayClient(Buffer.alloc(32, 3));
      tester = new RouterTester({ database: fixture.database, routers, audit, timeoutMs: 5_000, relay, clock: fixture.clock });
    });
    after(async () => {
      await fixture.close();
      await kind.close();
    });
    beforeEach(async () => {
      await fixture.clear();
      fixture.clock.atMs = TEST_NOW_MS;
      peer = await CoaPeer.open();
      routerId = await fixture.addRouter({ coaPort: peer.port });
      const answer = { atMs: TEST_NOW_MS, roundTripMs: 7 };
      const refused = { routerId, deviceAddress: '', sentAtMs: TEST_NOW_MS, answer, refusal: 'NAS Identification Mismatch' };
      await fixture.database.transaction(TEST_ACTOR, (tx) => health.record(tx, refused));
      fixture.clock.atMs += 3 * MINUTE_MS;
    });
    afterEach(() => peer.close());

    const refusal = async (): Promise<unknown> =>
      (await fixture.database.view(TEST_ACTOR, (tx) => health.list(tx))).map(({ refusal: kept }) => kept?.errorCause ?? null);

    it('says so, and lets it be asked again when it takes requests now', async () => {
      peer.answer = () => [UNKNOWN];
      const { verdict, steps } = await tester.run(TEST_ACTOR, routerId);
      expect(verdict).to.equal('warning');
      const said = steps.find(({ title }) => title === 'Refusals');
      expect(said?.found).to.equal('Hill has refused to end a session (3 min ago): NAS Identification Mismatch; it is asked again now');
      expect(said?.cure).to.include('see its NAS-IP-Address (RouterOS: src-address)');
      expect(await refusal()).to.deep.equal([null]);
      expect((await tester.run(TEST_ACTOR, routerId)).verdict).to.equal('ok');
    });

    it('keeps the refusal when it refuses this one too', async () => {
      peer.answer = () => [FORBIDDEN];
      const { verdict, steps } = await tester.run(TEST_ACTOR, routerId);
      expect(verdict).to.equal('fault');
      expect(steps.map(({ title }) => title)).to.include('Refusals');
      expect(await refusal()).to.deep.equal(['NAS Identification Mismatch']);
    });
  });
});

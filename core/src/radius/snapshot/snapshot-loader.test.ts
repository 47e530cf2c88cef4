import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import type { RouterFacts } from '../server/router-table.js';
import { RadiusFixture, TEST_ACTOR, TEST_SECRET } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { AccessSnapshot } from './access-snapshot.js';
import { passwordOf } from './line-credentials.js';
import { SnapshotLoader } from './snapshot-loader.js';
import { SnapshotStore } from './snapshot-store.js';

forEachDatabase((kind) => {
  describe(`The snapshot on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let snapshot: AccessSnapshot;
    let loader: SnapshotLoader;
    let store: SnapshotStore;
    let logger: RecordingLogger;
    let routers: readonly RouterFacts[];

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
    });
    beforeEach(async () => {
      await fixture.clear();
      snapshot = new AccessSnapshot();
      logger = new RecordingLogger();
      store = new SnapshotStore(fixture.database.reader);
      loader = new SnapshotLoader({
        store,
        secrets: fixture.secrets,
        snapshot,
        leases: { replaceNetworks: () => undefined, demand: () => undefined },
        logger,
        onRouters: (all) => {
          routers = all;
        },
      });
    });
    afterEach(() => loader.stop());
    after(async () => {
      await fixture.close();
      await kind.close();
    });

    function passwordAt(login: string): string | undefined {
      const line = snapshot.find(login);
      if (line) loader.unseal(line);
      return line?.credentials && passwordOf(line.credentials).toString();
    }

    it('holds every line and router from the start', async () => {
      await fixture.addRouter({ address: '10.0.0.1' });
      await fixture.addLine({ login: 'anna', password: 'pw' });
      await fixture.addLine({ login: 'bert', isAllowed: false, reason: 'unpaid' });
      await loader.start();
      expect(passwordAt('anna')).to.equal('pw');
      expect(snapshot.find('bert')?.reason).to.equal('unpaid');
      expect(routers.map(({ address, secret }) => [address, secret])).to.deep.equal([['10.0.0.1', TEST_SECRET]]);
    });

    it('follows new and changed lines and routers', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      await loader.start();
      await fixture.setAccess(serviceId, { login: 'anna', isAllowed: false, reason: 'unpaid' });
      await fixture.addLine({ login: 'bert' });
      await fixture.addRouter({ address: '10.0.0.2' });
      await loader.refresh();
      expect(snapshot.find('anna')?.isAllowed).to.equal(false);
      expect(snapshot.find('bert')?.isAllowed).to.equal(true);
      expect(routers).to.have.length(1);
    });

    it('sees a change whose number is lower than one that was seen before', async () => {
      const anna = await fixture.addLine({ login: 'anna' });
      const bert = await fixture.addLine({ login: 'bert' });
      await loader.start();
      const top = await store.highestVersion();
      await writeChange(fixture, anna, top + 100);
      await loader.refresh();
      await fixture.database.transaction(TEST_ACTOR, async ({ sql }) => {
        await sql('service_access')
          .where('service_id', bert)
          .update({ is_allowed: 0, version: top + 50 });
      });
      await writeChange(fixture, bert, top + 50);
      await loader.refresh();
      expect(snapshot.find('bert')?.isAllowed).to.equal(false);
    });

    it('sees a change that was numbered before the start and committed after it', async () => {
      const anna = await fixture.addLine({ login: 'anna' });
      const bert = await fixture.addLine({ login: 'bert' });
      const top = await store.highestVersion();
      await writeChange(fixture, anna, top + 100);
      await loader.start();
      await fixture.database.transaction(TEST_ACTOR, async ({ sql }) => {
        await sql('service_access')
          .where('service_id', bert)
          .update({ is_allowed: 0, version: top + 50 });
      });
      await writeChange(fixture, bert, top + 50);
      await loader.refresh();
      expect(snapshot.find('bert')?.isAllowed).to.equal(false);
    });

    it('goes on answering from memory while the database is away, says so once, and says when it is back', async () => {
      await fixture.addLine({ login: 'anna' });
      await loader.start();
      const read = store.routers.bind(store);
      store.routers = () => Promise.reject(new Error('connection refused'));
      await loader.refresh();
      await loader.refresh();
      expect(snapshot.find('anna')?.isAllowed).to.equal(true);
      expect(logger.lines.filter((line) => line.includes('from memory'))).to.have.length(1);
      store.routers = read;
      await loader.refresh();
      expect(logger.lines.at(-1)).to.include('answers again');
    });

    it('leaves out nothing but the line or router whose secret cannot be decrypted', async () => {
      await fixture.addRouter({ address: '10.0.0.1' });
      await fixture.addRouter({ address: '10.0.0.2', name: 'Valley' });
      await fixture.addLine({ login: 'anna' });
      await fixture.addLine({ login: 'bert' });
      await fixture.database.transaction(TEST_ACTOR, async ({ sql }) => {
        await sql('router').where('name', 'Valley').update({ secret_sealed: 'v1:broken' });
        await sql('service_access').where('login', 'bert').update({ password_sealed: 'v1:broken' });
      });
      await loader.start();
      expect(routers.map(({ name }) => name)).to.deep.equal(['Hill']);
      expect([passwordAt('anna'), passwordAt('bert'), passwordAt('bert')]).to.deep.equal(['secret', undefined, undefined]);
      expect(logger.lines.filter((line) => line.startsWith('error'))).to.have.length(2);
    });

    if (kind.name === 'MariaDB') {
      it('sees what a slow transaction commits after a fast one', async () => {
        const anna = await fixture.addLine({ login: 'anna' });
        const bert = await fixture.addLine({ login: 'bert' });
        await loader.start();
        await fixture.database.transaction(TEST_ACTOR, async ({ sql }) => {
          const [version] = await sql('access_change').insert({ service_id: anna, written_at_ms: 0 });
          await sql('service_access').where('service_id', anna).update({ is_allowed: 0, version });
          await fixture.setAccess(bert, { login: 'bert', isAllowed: false });
          await loader.refresh();
          expect([snapshot.find('anna')?.isAllowed, snapshot.find('bert')?.isAllowed]).to.deep.equal([true, false]);
        });
        await loader.refresh();
        expect(snapshot.find('anna')?.isAllowed).to.equal(false);
      });
    }
  });
});

async function writeChange(fixture: RadiusFixture, serviceId: string, version: number): Promise<void> {
  await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
    sql('access_change').insert({ version, service_id: serviceId, written_at_ms: 0 }),
  );
}

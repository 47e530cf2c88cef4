import type { NewRouter } from '@tapline/sdk';
import { expect } from 'chai';
import { AUDIT_MIGRATIONS, AuditLog } from '../kernel/audit/audit-log.js';
import { migrate } from '../kernel/database/migrations.js';
import { newId } from '../kernel/ids/id.js';
import { SnapshotStore } from '../radius/snapshot/snapshot-store.js';
import { RadiusFixture, TEST_ACTOR } from '../radius/testing/radius-fixture.js';
import { forEachDatabase } from '../testing/each-database.js';
import { rejection } from '../testing/rejection.js';
import { RouterService } from './router-service.js';

forEachDatabase((kind) => {
  describe(`Routers on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let service: RouterService;
    let nudges = 0;

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
      await migrate(fixture.database, 'audit_migration', AUDIT_MIGRATIONS);
      service = new RouterService(fixture.secrets, new AuditLog(fixture.clock), fixture.clock, () => nudges++);
    });
    beforeEach(() => fixture.clear());
    after(async () => {
      await fixture.close();
      await kind.close();
    });

    const write = <T>(work: (tx: Parameters<RouterService['list']>[0]) => Promise<T>): Promise<T> =>
      fixture.database.transaction(TEST_ACTOR, work);
    const create = (more: Partial<NewRouter> = {}) =>
      write((tx) => service.create(tx, { name: 'Hill', address: '10.0.0.1', secret: 'a long secret', ...more }));
    const answered = async (): Promise<readonly string[]> =>
      (await new SnapshotStore(fixture.database.reader).routers()).map(({ name }) => name);

    it('are not answered while they are switched off', async () => {
      const { id, isEnabled } = await create();
      expect([isEnabled, await answered()]).to.deep.equal([true, ['Hill']]);
      const before = nudges;
      expect((await write((tx) => service.change(tx, id, { isEnabled: false }))).isEnabled).to.equal(false);
      expect([await answered(), nudges]).to.deep.equal([[], before + 1]);
      await write((tx) => service.change(tx, id, { isEnabled: true }));
      expect(await answered()).to.deep.equal(['Hill']);
    });

    it('that are known by their certificate alone have an address that follows its name', async () => {
      const { id, address } = await write((tx) => service.create(tx, { name: 'Hill', secret: 'a long secret', certificateName: 'old' }));
      expect(address).to.equal('tls:old');
      const renamed = await write((tx) => service.change(tx, id, { certificateName: 'new' }));
      expect(renamed).to.include({ address: 'tls:new', certificateName: 'new' });
      const form = { name: 'Hill', address: 'tls:new', certificateName: 'newest' };
      expect((await write((tx) => service.change(tx, id, form))).address).to.equal('tls:newest');
      const second = await write((tx) => service.create(tx, { name: 'Dale', secret: 'a long secret', certificateName: 'old' }));
      expect(second.address).to.equal('tls:old');
      const nowhere = rejection(write((tx) => service.change(tx, id, { certificateName: null })));
      expect(await nowhere).to.include({ code: 'ROUTER_INVALID', field: 'address' });
      const moved = await write((tx) => service.change(tx, id, { certificateName: null, address: '10.0.0.7' }));
      expect(moved).to.include({ address: '10.0.0.7', certificateName: null });
      const unknown = rejection(write((tx) => service.create(tx, { name: 'Mill', secret: 'a long secret', address: 'tls:mill' })));
      expect(await unknown).to.include({ code: 'ROUTER_INVALID', field: 'address' });
    });

    it('are removed when nobody is online there and no network is routed to them, and leave name and address free', async () => {
      const { id } = await create();
      const remove = () => write((tx) => service.remove(tx, id));
      const session = { id: newId(), router_id: id, login: 'anna', acct_session_id: '1', identity: newId(), generation: 1 };
      const counters = { started_at_ms: 1, last_seen_ms: 1, session_seconds: 0, download_octets: 0, upload_octets: 0 };
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('radius_session').insert({ ...session, ...counters }));
      const pool = await fixture.addPool({ cidr: '10.9.0.0/24', name: 'Lines', routerIds: [id] });
      expect(await rejection(remove()))
        .to.include({ code: 'ROUTER_IN_USE' })
        .and.match(/open sessions \(1\)/);
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_session').where('id', session.id).update({ stopped_at_ms: 2 }),
      );
      expect(await rejection(remove()))
        .to.include({ code: 'ROUTER_IN_USE' })
        .and.match(/"Lines"/);
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('network_router').where('network_id', pool.id).delete());
      await remove();
      expect(await answered()).to.deep.equal([]);
      expect((await create()).name).to.equal('Hill');
      expect(await rejection(remove())).to.include({ code: 'ROUTER_UNKNOWN' });
      const audited = await fixture.database.reader('audit_record').where({ action: 'router.remove' }).pluck('subject');
      expect(audited).to.deep.equal([`router:${id}`]);
    });
  });
});

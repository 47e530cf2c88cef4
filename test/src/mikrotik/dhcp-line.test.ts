import {
  ACCESS_SERVICE,
  AdminBrowser,
  aCustomer,
  aPlan,
  aPool,
  aService,
  CUSTOMER_SERVICE,
  forEachApplication,
  QUOTA_SERVICE,
  reportUsage,
  SERVICE_SERVICE,
} from '@tapline/core/testing';
import { expect } from 'chai';
import { eventually } from '../tools.js';
import { ConnectedRouter } from './connected-router.js';

const GB = 1_000_000_000n;
const MAC = '02:00:00:00:00:01';
const ADDRESS = '10.0.0.5';

forEachApplication('A DHCP line on a router that reports nothing by RADIUS', '2026-11-02T09:00:00Z', (app) => {
  let north: ConnectedRouter;
  let line: { readonly id: string; readonly login: string; readonly customerId: string };

  beforeEach(async () => {
    north = await ConnectedRouter.on(app(), { counting: 'queues', setsQueues: true });
    const plan = await aPlan(app(), {
      downloadBitsPerSecond: 50_000_000,
      uploadBitsPerSecond: 10_000_000,
      addonSettings: { 'data-cap': { amount: '10 GB' } },
    });
    const customer = await aCustomer(app(), { name: 'Anna' });
    line = await aService(app(), {
      planId: plan.id,
      customerId: customer.id,
      status: 'active',
      macAddresses: [MAC],
      loginRules: { accessType: 'dhcp' },
    });
    north.router.lease(MAC, ADDRESS);
    await north.minutes(5);
  });
  afterEach(() => north.stop());

  const isAllowed = async (): Promise<boolean> =>
    (await app().view((tx) => app().container.resolve(ACCESS_SERVICE).access(tx, line.id))).isAllowed;
  const used = async (): Promise<bigint> => {
    const state = await app().view((tx) => app().container.resolve(QUOTA_SERVICE).quotasOf('topup').state(tx, line.id));
    return state?.usedOctets ?? 0n;
  };

  it('is given its speed, counted, capped, shut, topped up, freed, shut again when its customer is blocked, and stays shut when it is stopped', async () => {
    expect(north.router.limitOf(ADDRESS)).to.equal('10000000/50000000');
    north.router.carry(ADDRESS, 4n * GB, GB);
    await north.minutes(5);
    expect([await used(), await isAllowed()]).to.deep.equal([5n * GB, true]);
    north.router.carry(ADDRESS, 6n * GB, 0n);
    await north.minutes(5);
    expect(await isAllowed()).to.equal(false);
    expect(north.router.listsOf(ADDRESS)).to.deep.equal(['tapline-garden']);
    const grant = { serviceId: line.id, title: 'Top-up', octets: 5n * GB, expiresAtMs: null };
    await app().write((tx) => app().container.resolve(QUOTA_SERVICE).quotasOf('topup').grant(tx, grant, { idempotencyKey: 'k' }));
    await app().settle();
    expect(await isAllowed()).to.equal(true);
    expect(north.router.listsOf(ADDRESS)).to.deep.equal([]);
    await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, line.customerId, { status: 'blocked' }));
    await app().settle();
    expect(north.router.listsOf(ADDRESS)).to.deep.equal(['tapline-garden']);
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, line.id, { status: 'stopped' }));
    await app().settle();
    expect(north.router.listsOf(ADDRESS)).to.deep.equal(['tapline-blocked']);
    expect(north.router.limitOf(ADDRESS)).to.equal(undefined);
    await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, line.customerId, { status: 'active' }));
    const next = { planId: (await aPlan(app())).id, status: 'active', macAddresses: [MAC], loginRules: { accessType: 'dhcp' } } as const;
    await aService(app(), next);
    await app().settle();
    expect(north.router.listsOf(ADDRESS)).to.deep.equal([]);
  });

  it('loses no count and is not shut wrongly while its router is away for an hour', async () => {
    north.router.carry(ADDRESS, GB, 0n);
    await north.minutes(5);
    const { port } = north.api;
    await north.api.stop();
    north.router.carry(ADDRESS, 2n * GB, 0n);
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, line.id, { status: 'paused' }));
    await north.minutes(30);
    expect(await used()).to.equal(GB);
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, line.id, { status: 'active' }));
    north.router.carry(ADDRESS, GB, 0n);
    await north.minutes(30);
    await north.api.listen(port);
    await north.minutes(6);
    expect(await used()).to.equal(4n * GB);
    expect(north.router.listsOf(ADDRESS)).to.deep.equal([]);
    expect((await north.ask<{ readonly changes: readonly unknown[] }>('difference')).changes).to.deep.equal([]);
  });

  it('is brought up to date in the minute in which its router is back, though the last pass was just before', async () => {
    await north.minutes(6);
    const { port } = north.api;
    await north.api.stop();
    await north.minutes(1);
    await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, line.customerId, { status: 'blocked' }));
    await app().settle();
    await north.api.listen(port);
    await north.minutes(1);
    expect(north.router.listsOf(ADDRESS)).to.deep.equal(['tapline-garden']);
  });

  it('is brought up to date within a minute where a change did not reach its router', async () => {
    await north.minutes(6);
    const { port } = north.api;
    await north.api.stop();
    await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, line.customerId, { status: 'blocked' }));
    await app().settle();
    await north.api.listen(port);
    await north.minutes(1);
    expect(north.router.listsOf(ADDRESS)).to.deep.equal(['tapline-garden']);
  });

  it('is counted once where RADIUS accounting speaks of it too, and the router’s page says which counts', async () => {
    north.router.carry(ADDRESS, GB, 0n);
    await north.minutes(5);
    await reportUsage(app(), [{ login: line.login, kind: 'start', seconds: 0, downloadOctets: 0n }]);
    north.router.carry(ADDRESS, 2n * GB, 0n);
    await north.minutes(5);
    await reportUsage(app(), [{ login: line.login, seconds: 300, downloadOctets: 2n * GB }]);
    await north.minutes(1);
    expect(await used()).to.equal(3n * GB);
    const page = await (await AdminBrowser.signedIn(app())).get('/addons/mikrotik/routers');
    expect(page.text).to.include('0 by the API, 1 by RADIUS');
    await reportUsage(app(), [{ login: line.login, kind: 'stop', seconds: 300, downloadOctets: 2n * GB }]);
    await north.minutes(10);
    north.router.carry(ADDRESS, GB, 0n);
    await north.minutes(5);
    expect(await used()).to.equal(4n * GB);
  });

  it('is counted once when RADIUS accounting is switched on in the middle of its lease', async () => {
    north.router.carry(ADDRESS, 3n * GB, 0n);
    await north.minutes(5);
    north.router.carry(ADDRESS, GB, 0n);
    const { login } = line;
    await reportUsage(app(), [{ login, seconds: 600, downloadOctets: 4n * GB }]);
    await north.minutes(5);
    expect(await used()).to.equal(4n * GB);
    north.router.carry(ADDRESS, GB, 0n);
    await reportUsage(app(), [{ login, kind: 'stop', seconds: 900, downloadOctets: 5n * GB }]);
    await north.minutes(10);
    north.router.carry(ADDRESS, 2n * GB, 0n);
    await north.minutes(5);
    expect(await used()).to.equal(7n * GB);
  });

  it('loses no count when its router restarts while it is away, and is up for longer than before when it is back', async () => {
    north.router.restart();
    north.router.lease(MAC, ADDRESS);
    await north.minutes(5);
    north.router.carry(ADDRESS, GB, 0n);
    await north.minutes(5);
    const { port } = north.api;
    await north.api.stop();
    await north.minutes(1);
    north.router.restart();
    north.router.lease(MAC, ADDRESS);
    north.router.carry(ADDRESS, 2n * GB, 0n);
    await north.minutes(12);
    await north.api.listen(port);
    await north.minutes(6);
    expect(await used()).to.equal(3n * GB);
  });

  it('is not shut for another line whose address it has leased', async () => {
    const kept = await aService(app(), {
      status: 'active',
      ipv4: { mode: 'static', address: '10.0.0.9' },
      loginRules: { accessType: 'dhcp' },
    });
    north.router.leases.set(north.router.leases.find(({ address }) => address === ADDRESS)?.['.id'] ?? '', {
      address: '10.0.0.9',
      'active-address': '10.0.0.9',
    });
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, kept.id, { status: 'paused' }));
    await app().settle();
    expect(north.router.listsOf('10.0.0.9')).to.deep.equal([]);
  });

  it('goes on from zero after a restart of the router, and counts what flowed since', async () => {
    north.router.carry(ADDRESS, 3n * GB, 0n);
    await north.minutes(5);
    north.router.restart();
    north.router.lease(MAC, ADDRESS);
    north.router.carry(ADDRESS, 4n * GB, 0n);
    await north.minutes(5);
    expect(await used()).to.equal(7n * GB);
  });

  it('is counted by IP accounting on RouterOS 6, also what was taken from the router and lost on the way', async () => {
    await north.stop();
    await north.ask('disconnect');
    north = await ConnectedRouter.on(app(), { counting: 'ip-accounting', router: 'Old' }, '6.49.10');
    north.router.lease(MAC, ADDRESS);
    await north.minutes(5);
    north.router.carry(ADDRESS, GB, 2n * GB);
    await north.minutes(5);
    expect(await used()).to.equal(3n * GB);
    north.router.carry(ADDRESS, GB, 0n);
    north.api.faults.set('/ip/accounting/snapshot/take', { kind: 'cut', afterOctets: 3 });
    await north.minutes(5);
    north.router.carry(ADDRESS, GB, 0n);
    north.api.faults.clear();
    await north.minutes(10);
    expect(await used()).to.equal(5n * GB);
  });

  it('is open in the end when it is paid for while a pass over its router is about to shut it', async () => {
    const setStatus = (status: 'paused' | 'active') =>
      app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, line.id, { status }));
    await setStatus('paused');
    await app().settle();
    north.router.addressList.remove([...north.router.addressList.rows.keys()].join());
    let goOn = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const ADD = '/ip/firewall/address-list/add';
    north.api.faults.set(ADD, { kind: 'slow', until });
    north.api.heard.length = 0;
    const pass = north.ask('apply');
    await eventually(async () => north.api.heard.find(({ command }) => command === ADD));
    await setStatus('active');
    await app().settle();
    goOn();
    await pass;
    expect(north.router.listsOf(ADDRESS)).to.deep.equal([]);
  });

  const COUNTED = { router: 'North', host: '127.0.0.1', counting: 'queues', setsQueues: true, control: 'apply' } as const;

  it('is not counted a second time when its directions are swapped, and goes on being counted', async () => {
    north.router.carry(ADDRESS, 3n * GB, GB);
    await north.minutes(5);
    await north.ask('connect', { ...COUNTED, port: north.api.port, swapsDirections: true });
    await north.minutes(6);
    expect(await used()).to.equal(4n * GB);
    north.router.carry(ADDRESS, GB, 0n);
    await north.minutes(5);
    expect(await used()).to.equal(5n * GB);
    const sessions = await app().view(({ sql }) => sql('radius_session').orderBy('started_at_ms'));
    expect(sessions.map(({ stopped_at_ms: atMs }) => atMs !== null)).to.deep.equal([true, false]);
  });

  it('is not counted a second time when IP accounting takes the place of queues, and queues that of IP accounting', async () => {
    await north.stop();
    await north.ask('disconnect');
    const settings = { counting: 'queues', setsQueues: true, router: 'Old' };
    north = await ConnectedRouter.on(app(), settings, '6.49.10');
    north.router.lease(MAC, ADDRESS);
    await north.minutes(6);
    north.router.carry(ADDRESS, 3n * GB, GB);
    await north.minutes(5);
    expect(await used()).to.equal(4n * GB);
    const way = { ...COUNTED, router: 'Old', port: north.api.port };
    await north.ask('connect', { ...way, counting: 'ip-accounting' });
    await north.minutes(6);
    north.router.carry(ADDRESS, GB, 0n);
    await north.minutes(5);
    expect(await used()).to.equal(5n * GB);
    await north.ask('connect', way);
    await north.minutes(6);
    north.router.carry(ADDRESS, GB, 0n);
    await north.minutes(5);
    expect(await used()).to.equal(6n * GB);
  });

  it('is not charged with what another router has counted that takes the place of its own', async () => {
    north.router.carry(ADDRESS, GB, 0n);
    await north.minutes(5);
    const id = north.router.queues.find(({ target }) => target === `${ADDRESS}/32`)?.['.id'] ?? '';
    const { port } = north.api;
    await north.api.stop();
    north.router.queues.set(id, { bytes: `${9n * GB}/${9n * GB}` });
    await north.api.listen(0);
    expect(north.api.port).to.not.equal(port);
    await north.ask('connect', { ...COUNTED, port: north.api.port });
    await north.minutes(6);
    expect(await used()).to.equal(GB);
  });

  it('is shut by IPv6 too, opened again, and counted', async () => {
    const prefix = '2001:db8:100::/64';
    const { id: networkId } = await aPool(app(), '2001:db8:100::/48');
    await app().write((tx) =>
      app()
        .container.resolve(SERVICE_SERVICE)
        .change(tx, line.id, { ipv6: { mode: 'pool', networkId } }),
    );
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, line.id, { status: 'paused' }));
    await app().settle();
    expect(north.router.ipv6AddressList.find(({ address }) => address === prefix)).to.include({
      list: 'tapline-blocked',
      comment: `tapline:${line.id}`,
    });
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, line.id, { status: 'active' }));
    await app().settle();
    expect(north.router.ipv6AddressList.rows.size).to.equal(0);
    north.router.carry(prefix, GB, 0n);
    await north.minutes(5);
    expect(await used()).to.equal(GB);
  });

  it('is only shown what would be changed where the connection says so', async () => {
    await north.ask('connect', { router: 'North', host: '127.0.0.1', port: north.api.port, counting: 'off', control: 'show' });
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, line.id, { status: 'paused' }));
    await north.minutes(5);
    expect(north.router.listsOf(ADDRESS)).to.deep.equal([]);
    const { summary } = await north.ask<{ readonly summary: { readonly toAdd: number; readonly isApplied: boolean } }>('difference');
    expect(summary).to.include({ toAdd: 1, isApplied: false });
    await north.ask('apply');
    expect(north.router.listsOf(ADDRESS)).to.deep.equal(['tapline-blocked']);
  });
});

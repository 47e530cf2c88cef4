import { expect } from 'chai';
import { ACCESS_SERVICE } from '../access/access-service.js';
import { DATABASE } from '../kernel/database/database.js';
import { PLAN_SERVICE } from '../plans/plan-service.js';
import { aCustomer, aPlan, aPool, aService, forEachApplication, rejection } from '../testing/index.js';
import { SERVICE_SERVICE } from './service-service.js';

forEachApplication('Services', '2026-10-05T08:00:00Z', (app) => {
  const services = () => app().container.resolve(SERVICE_SERVICE);
  const access = (serviceId: string) => app().view((tx) => app().container.resolve(ACCESS_SERVICE).access(tx, serviceId));

  it('keep their password readable only by those who may, and nowhere in the database', async () => {
    const { id } = await aService(app(), { password: 'open sesame' });
    expect(await app().view((tx) => services().password(tx, id))).to.equal('open sesame');
    const { reader } = app().container.resolve(DATABASE);
    for (const table of ['service', 'service_access', 'audit_record', 'outbox_event'])
      expect(JSON.stringify(await reader(table)), table).not.to.include('open sesame');
  });

  it('refuse a login that is taken', async () => {
    await aService(app(), { login: 'novak' });
    expect(await rejection(aService(app(), { login: 'novak' }))).to.include({ code: 'SERVICE_LOGIN_TAKEN', field: 'login' });
  });

  it('get addresses from a pool in turn, keep them, and get those that were freed', async () => {
    const pool = await aPool(app(), '10.30.0.0/29');
    const ipv4 = { mode: 'pool', networkId: pool.id } as const;
    const made = [];
    for (let count = 0; count < 6; count++) made.push(await aService(app(), { ipv4 }));
    expect(made.map(({ ipv4Address }) => ipv4Address)).to.deep.equal([
      '10.30.0.1',
      '10.30.0.2',
      '10.30.0.3',
      '10.30.0.4',
      '10.30.0.5',
      '10.30.0.6',
    ]);
    expect(await rejection(aService(app(), { ipv4 }))).to.include({ code: 'POOL_EMPTY' });
    const third = made[2] as (typeof made)[number];
    await app().write((tx) => services().change(tx, third.id, { ipv4: { mode: 'none' } }));
    expect((await aService(app(), { ipv4 })).ipv4Address).to.equal('10.30.0.3');
    const first = made[0] as (typeof made)[number];
    expect(await app().write((tx) => services().change(tx, first.id, { status: 'paused' }))).to.include({ ipv4Address: '10.30.0.1' });
  });

  it('give their address back when they are stopped, and get one when they are started again', async () => {
    const pool = await aPool(app(), '10.50.0.0/30');
    const ipv4 = { mode: 'pool', networkId: pool.id } as const;
    const first = await aService(app(), { ipv4 });
    await aService(app(), { ipv4 });
    const setStatus = (status: 'stopped' | 'active') => app().write((tx) => services().change(tx, first.id, { status }));
    expect(await setStatus('stopped')).to.include({ ipv4Address: null });
    expect((await access(first.id)).ipv4Address).to.equal(null);
    const third = await aService(app(), { ipv4 });
    expect(third.ipv4Address).to.equal('10.50.0.1');
    expect(await rejection(setStatus('active'))).to.include({ code: 'POOL_EMPTY' });
    await app().write((tx) => services().change(tx, third.id, { status: 'stopped' }));
    expect(await setStatus('active')).to.include({ ipv4Address: '10.50.0.1' });
  });

  it('never get one address twice, however many ask at once', async () => {
    const pool = await aPool(app(), '10.40.0.0/27');
    const plan = await aPlan(app());
    const made = await Promise.all(
      Array.from({ length: 20 }, () => aService(app(), { planId: plan.id, ipv4: { mode: 'pool', networkId: pool.id } })),
    );
    expect(new Set(made.map(({ ipv4Address }) => ipv4Address)).size).to.equal(20);
  });

  it('refuse a static address that another has, and name who has it', async () => {
    await aService(app(), { login: 'holder', ipv4: { mode: 'static', address: '198.51.100.7' } });
    const error = await rejection(aService(app(), { ipv4: { mode: 'static', address: '198.51.100.7' } }));
    expect(error).to.include({ code: 'ADDRESS_TAKEN', field: 'ipv4.address' });
    expect(error.message).to.include('"holder"');
  });

  it('follow their plan’s speed, and refuse an archived plan', async () => {
    const plan = await aPlan(app());
    const { id } = await aService(app(), { planId: plan.id });
    const before = await access(id);
    await app().write((tx) =>
      app().container.resolve(PLAN_SERVICE).change(tx, plan.id, { downloadBitsPerSecond: 9_000_000, isArchived: true }),
    );
    const after = await access(id);
    expect([before.downloadBitsPerSecond, after.downloadBitsPerSecond]).to.deep.equal([5_000_000, 9_000_000]);
    expect(after.version).to.be.greaterThan(before.version);
    expect(await rejection(aService(app(), { planId: plan.id }))).to.include({ code: 'PLAN_ARCHIVED' });
  });

  it('explain why their line is shut, by every source, and since when', async () => {
    const { id } = await aService(app());
    const restrictions = app().container.resolve(ACCESS_SERVICE).restrictionsOf('data-cap');
    const set = (reason: string) => app().write((tx) => restrictions.set(tx, { serviceId: id, effect: { kind: 'block' }, reason }));
    await set('10 GB are used up');
    await app().moveTo('2026-10-06T08:00:00Z');
    await set('10 GB are used up; buy more to go on');
    await app().write((tx) => services().change(tx, id, { status: 'paused' }));
    const { isAllowed, reasons } = await access(id);
    expect(isAllowed).to.equal(false);
    expect(reasons).to.deep.equal([
      { source: 'service', effect: 'block', text: 'the service is paused', sinceMs: Date.parse('2026-10-06T08:00:00Z') },
      { source: 'data-cap', effect: 'block', text: '10 GB are used up; buy more to go on', sinceMs: Date.parse('2026-10-05T08:00:00Z') },
    ]);
    await app().write((tx) => restrictions.lift(tx, id));
    await app().write((tx) => services().change(tx, id, { status: 'active' }));
    expect((await access(id)).reasons).to.deep.equal([]);
  });

  it('take MAC addresses in the usual notations and keep one', async () => {
    const service = await aService(app(), { macAddresses: ['00-0c-42-1f-2a-3b', '000c.421f.2a3b'] });
    expect(service.macAddresses).to.deep.equal(['00:0C:42:1F:2A:3B']);
    expect(await rejection(aService(app(), { macAddresses: ['00:0c'] }))).to.include({
      code: 'SERVICE_MAC_INVALID',
      field: 'macAddresses',
    });
  });

  it('tell a line by its circuit, in one way of writing it, and refuse the same of two', async () => {
    const loginRules = { accessType: 'dhcp', circuitId: '0x65746831', remoteId: null } as const;
    const service = await aService(app(), { loginRules });
    expect(service.loginRules).to.include({ accessType: 'dhcp', circuitId: 'eth1', isMacBound: true, sessionLimit: null });
    expect(await rejection(aService(app(), { loginRules: { circuitId: 'eth1' } }))).to.include({
      code: 'SERVICE_CIRCUIT_TAKEN',
      field: 'loginRules.circuitId',
    });
    await aService(app(), { loginRules: { ...loginRules, remoteId: 'switch 2' } });
    const { accessType: _accessType, ...others } = service.loginRules;
    const changed = await app().write((tx) => services().change(tx, service.id, { loginRules: { nasPort: 'ether*' } }));
    expect(changed.loginRules).to.deep.equal({ ...others, accessType: 'dhcp', nasPort: 'ether*' });
  });

  it('may go without a password only where a device or a circuit is enough', async () => {
    const withoutPassword = async (accessType: 'dhcp' | 'pppoe') => {
      const [customer, plan] = [await aCustomer(app()), await aPlan(app())];
      return app().write((tx) =>
        services().create(tx, { login: 'anna', customerId: customer.id, planId: plan.id, loginRules: { accessType } }),
      );
    };
    expect(await rejection(withoutPassword('pppoe'))).to.include({ code: 'SERVICE_PASSWORD_MISSING', field: 'password' });
    expect((await withoutPassword('dhcp')).login).to.equal('anna');
  });
});

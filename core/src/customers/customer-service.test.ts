import type { CustomerChanges } from '@tapline/sdk';
import { expect } from 'chai';
import { ACCESS_SERVICE } from '../access/access-service.js';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { addonOwner } from '../kernel/hooks/owner.js';
import { aCustomer, aService, forEachApplication, rejection } from '../testing/index.js';
import { CUSTOMER_SERVICE } from './customer-service.js';

forEachApplication('Customers', '2026-10-05T08:00:00Z', (app) => {
  const customers = () => app().container.resolve(CUSTOMER_SERVICE);
  const search = async (text: string) =>
    (await app().view((tx) => customers().search(tx, { text, page: 1, pageSize: 10 }))).customers.map(({ name }) => name);

  it('get numbers one after another, and are found by them', async () => {
    const first = await aCustomer(app());
    const second = await aCustomer(app());
    expect(second.number).to.be.greaterThan(first.number);
    expect(await app().view((tx) => customers().getByNumber(tx, second.number))).to.deep.equal(second);
  });

  it('are found by any part of name, contact and login, in any case and without accents', async () => {
    const { id } = await aCustomer(app(), { name: 'Žofie Nováková', email: 'zofie@customers.example', phone: '+420 601 222 333' });
    await aCustomer(app(), { name: 'Somebody Else' });
    await aService(app(), { customerId: id, login: 'pppoe-7' });
    for (const text of ['zofie', 'NOVAK', 'nova zof', '601 222', 'pppoe-7', 'customers.example'])
      expect(await search(text), text).to.deep.equal(['Žofie Nováková']);
    for (const text of ['100%', '_', "'; DROP TABLE customer; --"]) expect(await search(text), text).to.deep.equal([]);
  });

  it('are refused with the field at fault', async () => {
    const refusals = [
      await rejection(aCustomer(app(), { name: '' })),
      await rejection(aCustomer(app(), { email: 'not an address' })),
      await rejection(aCustomer(app(), { billingType: 'barter' })),
      await rejection(aCustomer(app(), { billingSettings: { colour: 'red' } })),
    ];
    expect(refusals.map(({ code, field }) => [code, field])).to.deep.equal([
      ['CUSTOMER_INVALID', 'name'],
      ['CUSTOMER_INVALID', 'email'],
      ['CUSTOMER_BILLING_TYPE_UNKNOWN', 'billingType'],
      ['CUSTOMER_BILLING_SETTINGS_INVALID', 'colour'],
    ]);
  });

  it('begin with the defaults of their billing type when it changes', async () => {
    const { id } = await aCustomer(app());
    const recurring = await app().write((tx) => customers().change(tx, id, { billingType: 'recurring' }));
    expect(recurring.billingSettings).to.deep.include({ anchorDay: 1, periodMonths: 1, timing: 'advance', minimalBalanceMinor: 0 });
  });

  it('are changed in all else while the add-on of their billing type does not run, and leave it for another', async () => {
    const contributions = app().container.resolve(CONTRIBUTIONS);
    const settings = { type: 'object', properties: { hours: { type: 'integer' } }, additionalProperties: false } as const;
    const outlook = { summary: '', tone: 'neutral', daysLeft: null, blocksOn: null } as const;
    contributions
      .add(addonOwner('barter', 'Barter'))
      .billingType({ id: 'barter', title: 'Barter', description: '', settings, outlook: () => Promise.resolve(outlook) });
    const { id } = await aCustomer(app(), { billingType: 'barter', billingSettings: { hours: 3 } });
    contributions.remove('barter');
    const change = (changes: CustomerChanges) => app().write((tx) => customers().change(tx, id, changes));
    const kept = { billingType: 'barter', billingSettings: { hours: 3 } };
    expect(await change({ phone: '+420 777 1', billingType: 'barter' })).to.deep.include({ phone: '+420 777 1', ...kept });
    expect(await change({ name: 'Eva', ...kept })).to.deep.include({ name: 'Eva', ...kept });
    expect((await rejection(change({ billingSettings: { hours: 4 } }))).code).to.equal('CUSTOMER_BILLING_TYPE_UNKNOWN');
    expect(await change({ billingType: 'manual' })).to.deep.include({ billingType: 'manual', billingSettings: {} });
  });

  it('shut their lines when they are blocked and open them when they are active, and it is written down who did it', async () => {
    const service = await aService(app());
    const access = async () => (await app().view((tx) => app().container.resolve(ACCESS_SERVICE).access(tx, service.id))).isAllowed;
    const setStatus = (status: 'blocked' | 'active') => app().write((tx) => customers().change(tx, service.customerId, { status }));
    expect(await access()).to.equal(true);
    await setStatus('blocked');
    expect(await access()).to.equal(false);
    await setStatus('active');
    expect(await access()).to.equal(true);
    const records = await app().view((tx) =>
      app()
        .container.resolve(AUDIT_LOG)
        .latest(tx, { subject: `customer:${service.customerId}`, limit: 10 }),
    );
    expect(records.map(({ action, actorName, details }) => `${actorName}: ${action} ${String(details.status)}`)).to.include(
      'Test: customer.change blocked',
    );
  });

  it('raise no event and leave no record when nothing has changed', async () => {
    const { id, name } = await aCustomer(app());
    await app().write((tx) => customers().change(tx, id, { name }));
    const records = await app().view((tx) =>
      app()
        .container.resolve(AUDIT_LOG)
        .latest(tx, { subject: `customer:${id}`, limit: 10 }),
    );
    expect(records.map(({ action }) => action)).to.deep.equal(['customer.create']);
  });
});

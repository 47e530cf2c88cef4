import {
  ADDON_HOST,
  AdminBrowser,
  aPortalCustomer,
  CONTRIBUTIONS,
  CUSTOMER_SERVICE,
  forEachApplication,
  PLAN_SERVICE,
  rejection,
  signedInToPortal,
} from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from '../data-cap/capped-line.js';
import { OFFERS, TopupStory } from './topup-story.js';

const CUSTOMERS_WORDS = 'Nothing limits the data of this line, so there is nothing to buy.';
const ADMINS_WORDS = 'Nothing counts the data of this line, so it is sold none';

forEachApplication('A line whose data nothing counts', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);
  const [fiveGb = ''] = OFFERS;

  const setDataCap = async (wanted: 'enable' | 'disable') => {
    await app().container.resolve(ADDON_HOST)[wanted]('data-cap');
    await app().settle();
  };
  const sellWith = async (planId: string, addonSettings: Record<string, Record<string, unknown>>) => {
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, planId, { addonSettings }));
    await app().settle();
  };

  it('is sold nothing to its customer, and says why', async () => {
    const { id: service, customerId, login } = await story.lineWithoutMeter();
    const actor = { kind: 'customer', id: customerId, name: 'Ann' } as const;
    const refused = await rejection(story.ask('buy', { service, offer: fiveGb }, { actor }));
    expect([refused.code, refused.message]).to.deep.equal([
      'TOPUP_NOT_METERED',
      `nothing counts the data of the line ${login}: what it buys would change nothing; limit its data first, such as by the add-on data-cap`,
    ]);
    const line = await story.ask<{ offers: readonly unknown[]; isCounted: boolean }>('line', { service }, { actor });
    expect([line.offers, line.isCounted, await story.balance(customerId), await story.grants(service)]).to.deep.equal([[], false, 0, []]);
  });

  it('is given data by admins and programs, for what will count it', async () => {
    const { id: service, customerId } = await story.lineWithoutMeter();
    await story.ask('buy', { service, offer: fiveGb });
    await story.ask('add', { service, amount: '1 GB', priceMinor: 100, validity: 'unlimited' });
    await story.ask('buy', { service, offer: fiveGb, charge: 'pay-first' }, { actor: { kind: 'token', id: 'billing', name: 'Billing' } });
    expect([await story.balance(customerId), (await story.grants(service)).length]).to.deep.equal([-1100, 2]);
    await story.pay(customerId, 2100);
    expect([await story.balance(customerId), (await story.grants(service)).length]).to.deep.equal([0, 3]);
  });

  it('has on the pages of admins and customers one sentence in the place of what it could buy', async () => {
    const person = await aPortalCustomer(app());
    await sellWith(person.service.planId, { topup: { offers: OFFERS } });
    const admin = await AdminBrowser.signedIn(app());
    const portal = await signedInToPortal(app(), person);
    const panel = async () => (await admin.get(`/customers/${person.customer.id}`)).text;
    const page = async () => (await portal.get('/portal/more/topup/data')).text;
    expect(await panel())
      .to.include(ADMINS_WORDS)
      .and.include('/addons/topup/run/add');
    expect(await page())
      .to.include(CUSTOMERS_WORDS)
      .and.not.include('?service=');
    expect((await portal.get('/portal')).text).not.to.include('href="/portal/more/topup/data"');
    const form = { service: person.service.id, offer: fiveGb, key: 'form-1' };
    expect((await portal.submit('/portal/more/topup/data', form)).text).to.include(CUSTOMERS_WORDS);
    const automatic = { service: person.service.id, offer: fiveGb, automatic: 'on' };
    expect((await portal.submit('/portal/more/topup/data', automatic)).text).to.include(CUSTOMERS_WORDS);
    await story.meter();
    expect(await panel())
      .to.include('/addons/topup/run/buy')
      .and.not.include(ADMINS_WORDS);
    expect(await page())
      .to.include('?service=')
      .and.not.include(CUSTOMERS_WORDS);
  });

  it('is one on a plan without a cap, and every line while data-cap is off; what was bought is kept until it is on again', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    const actor = { kind: 'customer', id: line.customerId, name: 'Ann' } as const;
    const buy = () => story.ask('buy', { service: line.login, offer: fiveGb }, { actor });
    await sellWith(line.planId, { 'data-cap': { amount: '10 GB' }, topup: { offers: OFFERS } });
    await buy();
    await setDataCap('disable');
    expect((await rejection(buy())).code).to.equal('TOPUP_NOT_METERED');
    await setDataCap('enable');
    expect((await line.state()).leftOctets).to.equal(15n * GB);
    await buy();
    await sellWith(line.planId, { 'data-cap': {}, topup: { offers: OFFERS } });
    expect((await rejection(buy())).code).to.equal('TOPUP_NOT_METERED');
    expect(await story.balance(line.customerId)).to.equal(-2000);
  });

  it('gets no data for an order that its customer made before: it waits while unpaid, and what is paid of it stays on the balance', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await sellWith(line.planId, { 'data-cap': { amount: '10 GB' }, topup: { offers: OFFERS } });
    await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, line.customerId, { status: 'blocked' }));
    const actor = { kind: 'customer', id: line.customerId, name: 'Ann' } as const;
    const order = () => story.ask('buy', { service: line.login, offer: fiveGb }, { actor });
    const { documentId } = await order();
    await setDataCap('disable');
    await story.pay(line.customerId, 1000, [documentId ?? '']);
    expect([await story.balance(line.customerId), await story.grants(line.serviceId)]).to.deep.equal([1000, []]);
    await setDataCap('enable');
    expect(await story.grants(line.serviceId)).to.deep.equal([]);
    await story.ask('buy', { service: line.login, offer: fiveGb });
    await order();
    await setDataCap('disable');
    await story.pay(line.customerId, 1000);
    expect([await story.balance(line.customerId), (await story.grants(line.serviceId)).length]).to.deep.equal([1000, 1]);
    await setDataCap('enable');
    await app().moveTo(app().nowMs + 15 * 60_000);
    await app().settle();
    expect([await story.balance(line.customerId), (await story.grants(line.serviceId)).length]).to.deep.equal([0, 2]);
  });

  it('can be sold data once an add-on counts it, whichever that is', async () => {
    const { id: service, customerId } = await story.lineWithoutMeter();
    const actor = { kind: 'customer', id: customerId, name: 'Ann' } as const;
    const offered = async () => (await story.ask<{ offers: readonly unknown[] }>('line', { service }, { actor })).offers.length;
    await story.meter();
    await story.ask('buy', { service, offer: fiveGb }, { actor });
    const forCustomers = OFFERS.filter((offer) => !offer.includes(' for 0.00'));
    expect([await offered(), await story.balance(customerId)]).to.deep.equal([forCustomers.length, -1000]);
    app().container.resolve(CONTRIBUTIONS).remove('meter');
    expect(await offered()).to.equal(0);
  });
});

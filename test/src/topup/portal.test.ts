import {
  ACCESS_SERVICE,
  aPortalCustomer,
  CONTRIBUTIONS,
  CUSTOMER_SERVICE,
  forEachApplication,
  PLAN_SERVICE,
  rejection,
  signedInToPortal,
} from '@tapline/core/testing';
import { expect } from 'chai';
import { GB, OFFERS, TopupStory } from './topup-story.js';

forEachApplication('The page of the portal where customers buy data', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);

  beforeEach(() => story.meter());

  async function send(customerId: string, form: Readonly<Record<string, string>>, language = 'en'): Promise<string> {
    const { container } = app();
    const page = container.resolve(CONTRIBUTIONS).portalPage('topup', 'data');
    if (!page) throw new Error('there is no page to buy data on');
    const submitted = await app().write(async (tx) => {
      const customer = await container.resolve(CUSTOMER_SERVICE).get(tx, customerId);
      return page.submit?.({ tx, customer, language, form });
    });
    await app().settle();
    if (!submitted) throw new Error('the page takes no forms');
    return (submitted.message as { readonly en: string }).en;
  }

  it('sells once for one form, opens the line, and sells nothing for the lines of others', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line();
    const other = await story.line();
    await meter.use(service, GB);
    const form = { service, offer: OFFERS[0] ?? '', key: 'form-1' };
    expect(await send(customerId, form)).to.equal('Your line has the data now.');
    await send(customerId, form);
    expect([await story.isOpen(service), await story.balance(customerId)]).to.deep.equal([true, -1000]);
    await send(customerId, { ...form, service: other.id, key: 'form-2' });
    expect([await story.balance(other.customerId), (await story.grants(other.id)).length]).to.deep.equal([0, 0]);
    expect((await rejection(send(customerId, { ...form, offer: '5 GB for 0.01, 30 days', key: 'form-3' }))).code).to.equal(
      'TOPUP_OFFER_UNKNOWN',
    );
  });

  it('is drawn for who is signed in, and its form buys', async () => {
    const { container } = app();
    const person = await aPortalCustomer(app());
    const offers = { addonSettings: { topup: { offers: OFFERS } } };
    await app().write((tx) => container.resolve(PLAN_SERVICE).change(tx, person.service.planId, offers));
    const browser = await signedInToPortal(app(), person);
    const list = (await browser.get('/portal/more/topup/data')).text;
    expect(list).to.include('5 GB, 30 days').and.to.include('€10.00').and.to.include(person.service.login);
    // What costs nothing is for admins to give.
    expect(list).to.not.include('1 GB, for as long');
    const chosen = new URLSearchParams({ service: person.service.id, offer: OFFERS[0] ?? '' });
    const page = (await browser.get(`/portal/more/topup/data?${chosen}`)).text;
    expect(page).to.include('Buy this data?').and.to.include('€10.00').and.to.include('charged to your balance');
    const [, key = ''] = /name="key" value="([^"]+)"/.exec(page) ?? [];
    const form = { service: person.service.id, offer: OFFERS[0] ?? '', key };
    const { status } = await browser.submit('/portal/more/topup/data', form);
    await browser.submit('/portal/more/topup/data', form);
    expect([status, (await story.grants(person.service.id)).length]).to.deep.equal([303, 1]);
    expect(await story.balance(person.customer.id)).to.equal(-13_100);
    expect((await browser.get('/portal/more/topup/data')).text).to.include('Bought');
  });

  it('is one press away for a customer whose line is shut for want of data, and is none where something else shuts it too', async () => {
    const { container } = app();
    const meter = await story.meter();
    const person = await aPortalCustomer(app());
    const browser = await signedInToPortal(app(), person);
    const button = `href="/portal/more/topup/data?service=${person.service.id}"`;
    await meter.use(person.service.id, GB);
    const home = async (): Promise<string> => (await browser.get('/portal')).text;
    expect(await home(), 'where the plan sells no data')
      .to.include('connection is shut')
      .and.not.include(button);
    const offers = { addonSettings: { topup: { offers: OFFERS } } };
    await app().write((tx) => container.resolve(PLAN_SERVICE).change(tx, person.service.planId, offers));
    for (const path of ['/portal', '/portal/services'])
      expect((await browser.get(path)).text, path)
        .to.include(button)
        .and.include('Buy data');
    const restrictions = container.resolve(ACCESS_SERVICE).restrictionsOf('billing');
    const unpaid = { serviceId: person.service.id, effect: { kind: 'block' }, reason: 'unpaid' } as const;
    await app().write((tx) => restrictions.set(tx, unpaid));
    expect(await home()).to.not.include(button);
    await app().write((tx) => restrictions.lift(tx, person.service.id));
    await send(person.customer.id, { service: person.service.id, offer: OFFERS[0] ?? '', key: 'form-cure' });
    expect(await home())
      .to.not.include('connection is shut')
      .and.not.include(button);
  });

  it('says in the customer’s language why it sells nothing, and sells nothing for nothing', async () => {
    const { id: service, customerId } = await story.line();
    await story.configure({ checksBalance: true });
    const refused = await rejection(send(customerId, { service, offer: OFFERS[0] ?? '', key: 'form-5' }, 'cs'));
    expect(refused).to.include({ code: 'TOPUP_NOT_COVERED', message: 'Na to váš zůstatek nestačí; nejdřív ho doplňte.' });
    const free = await rejection(send(customerId, { service, offer: OFFERS[3] ?? '', key: 'form-6' }));
    expect(free.code).to.equal('TOPUP_OFFER_UNKNOWN');
  });

  it('cancels the customer’s own orders, and nobody else’s', async () => {
    await story.configure({ customerCharge: 'pay-first' });
    const { id: service, customerId } = await story.line();
    const other = await story.line();
    await send(customerId, { service, offer: OFFERS[0] ?? '', key: 'form-7' });
    const { purchases } = await story.ask<{ purchases: readonly { id: string; state: string }[] }>('line', { service });
    await send(other.customerId, { cancel: purchases[0]?.id ?? '' });
    await send(customerId, { cancel: purchases[0]?.id ?? '' });
    const after = await story.ask<{ purchases: readonly { state: string }[] }>('line', { service });
    expect([purchases[0]?.state, after.purchases[0]?.state]).to.deep.equal(['waiting', 'cancelled']);
  });

  it('says that an order was paid meanwhile, where it is cancelled too late', async () => {
    await story.configure({ customerCharge: 'pay-first' });
    const { id: service, customerId } = await story.line();
    await send(customerId, { service, offer: OFFERS[0] ?? '', key: 'form-8' });
    const { purchases } = await story.ask<{ purchases: readonly { id: string }[] }>('line', { service });
    await story.pay(customerId, 1000);
    const cancel = purchases[0]?.id ?? '';
    expect(await send(customerId, { cancel })).to.equal('Your line has the data now.');
    const other = await story.line();
    expect(await send(other.customerId, { cancel })).to.equal('The order is cancelled.');
    expect((await story.grants(service)).length).to.equal(1);
  });

  it('sells on credit to nobody who is blocked for not paying', async () => {
    const { id: service, customerId } = await story.line({}, { status: 'blocked' });
    expect(await send(customerId, { service, offer: OFFERS[0] ?? '', key: 'form-9' })).to.equal('The data comes as soon as it is paid.');
    const actor = { kind: 'customer', id: customerId, name: 'Ann' } as const;
    expect((await story.ask('buy', { service, offer: OFFERS[0] ?? '' }, { actor })).state).to.equal('waiting');
    expect([await story.balance(customerId), (await story.grants(service)).length]).to.deep.equal([0, 0]);
    await story.pay(customerId, 2000);
    expect([await story.balance(customerId), (await story.grants(service)).length]).to.deep.equal([0, 2]);
  });

  it('asks before a line buys by itself: what, for how much, how often, and that it does so at once', async () => {
    const meter = await story.meter();
    const person = await aPortalCustomer(app());
    const service = person.service.id;
    const offers = { addonSettings: { topup: { offers: OFFERS, mostPerPeriod: 7 } } };
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, person.service.planId, offers));
    const browser = await signedInToPortal(app(), person);
    const asked = /href="(\?[^"]*automatic=on[^"]*)"/;
    const page = async () => (await browser.get('/portal/more/topup/data')).text;
    const confirmation = async () => {
      const [, href = ''] = asked.exec(await page()) ?? [];
      return (await browser.get(`/portal/more/topup/data${href.replaceAll('&amp;', '&')}`)).text;
    };
    expect(await confirmation())
      .to.include('5 GB, 30 days')
      .and.include('€10.00')
      .and.include('At most 7 times in a period')
      .and.not.include('It buys now');
    await meter.use(service, GB);
    expect(await confirmation()).to.include('It buys now, because your data is used up.');
    expect((await story.grants(service)).length).to.equal(0);
    await browser.submit('/portal/more/topup/data', { service, offer: OFFERS[0] ?? '', automatic: 'on' });
    expect(await page())
      .to.include('Buys by itself')
      .and.not.match(asked);
    const dearer = { addonSettings: { topup: { offers: ['5 GB for 90.00, 30 days'] } } };
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, person.service.planId, dearer));
    await app().settle();
    await meter.use(service, 20n * GB);
    expect([await story.balance(person.customer.id), (await story.grants(service)).length]).to.deep.equal([-12_100, 0]);
    expect(await page()).to.include('Buys nothing by itself');
    const stale = await browser.submit('/portal/more/topup/data', { service, offer: OFFERS[0] ?? '', automatic: 'on' });
    expect(stale.text).to.include('This is not offered any more');
  });

  it('says before the purchase what the balance lacks, and leads to adding it', async () => {
    await story.configure({ checksBalance: true });
    const person = await aPortalCustomer(app());
    const offers = { addonSettings: { topup: { offers: OFFERS } } };
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, person.service.planId, offers));
    await story.pay(person.customer.id, 12_600);
    const browser = await signedInToPortal(app(), person);
    const chosen = new URLSearchParams({ service: person.service.id, offer: OFFERS[0] ?? '' });
    const page = (await browser.get(`/portal/more/topup/data?${chosen}`)).text;
    expect(page).to.include('€5.00').and.include('href="/portal/pay?amount=5.00"').and.not.include('name="key"');
    await story.pay(person.customer.id, 500);
    expect((await browser.get(`/portal/more/topup/data?${chosen}`)).text)
      .to.include('name="key"')
      .and.not.include('/portal/pay?amount');
  });

  it('is in the menu of who can buy data, or has bought some', async () => {
    const person = await aPortalCustomer(app());
    const browser = await signedInToPortal(app(), person);
    const link = 'href="/portal/more/topup/data"';
    expect((await browser.get('/portal')).text).not.to.include(link);
    const sell = (offers: readonly string[]) =>
      app().write((tx) =>
        app()
          .container.resolve(PLAN_SERVICE)
          .change(tx, person.service.planId, { addonSettings: { topup: { offers } } }),
      );
    await sell([OFFERS[3] ?? '']);
    expect((await browser.get('/portal')).text).not.to.include(link);
    await sell(OFFERS);
    expect((await browser.get('/portal')).text).to.include(link);
    await story.ask('add', { service: person.service.id, amount: '1 GB' });
    await sell([]);
    expect((await browser.get('/portal')).text).to.include(link);
  });

  it('switches buying at the limit on and off, and waits for money where it is paid first', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line();
    await send(customerId, { service, automatic: 'on', offer: OFFERS[0] ?? '' });
    await meter.use(service, GB);
    expect(await story.balance(customerId)).to.equal(-1000);
    await send(customerId, { service, automatic: 'off' });
    await meter.use(service, 5n * GB);
    await story.configure({ customerCharge: 'pay-first' });
    const waiting = await send(customerId, { service, offer: OFFERS[0] ?? '', key: 'form-4' });
    expect([waiting, await story.isOpen(service)]).to.deep.equal(['The data comes as soon as it is paid.', false]);
    await story.pay(customerId, 2000);
    expect([await story.isOpen(service), await story.balance(customerId)]).to.deep.equal([true, 0]);
  });
});

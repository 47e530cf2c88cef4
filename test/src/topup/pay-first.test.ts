import {
  addonOwner,
  aLine,
  anInvoice,
  aPortalCustomer,
  CONTRIBUTIONS,
  DOCUMENT_SERVICE,
  FOLLOW_UP_SERVICE,
  forEachApplication,
  JOBS,
  openAmounts,
  PLAN_SERVICE,
  SERVICE_SERVICE,
  signedInToPortal,
} from '@tapline/core/testing';
import { expect } from 'chai';
import { GB, OFFERS, TopupStory } from './topup-story.js';

forEachApplication('Data that is paid first', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);
  const [fiveGb = ''] = OFFERS;

  const order = (service: string, key?: string) =>
    story.ask('buy', { service, offer: fiveGb, charge: 'pay-first' }, key === undefined ? {} : { key });
  const kindOf = async (documentId: string | null) =>
    (
      await app().view((tx) =>
        app()
          .container.resolve(DOCUMENT_SERVICE)
          .get(tx, documentId ?? ''),
      )
    ).kind;
  const latest = async (service: string) => {
    const { purchases } = await story.ask<{ purchases: readonly Awaited<ReturnType<typeof order>>[] }>('line', { service });
    return purchases[0] ?? expect.fail('nothing was bought');
  };

  it('is asked for by one pro-forma, given by the payment that names it, and invoiced then, whatever else is owed', async () => {
    const { id: service, customerId } = await story.line();
    await story.ask('buy', { service, offer: OFFERS[1] ?? '' });
    const { documentId, state } = await order(service, 'first');
    expect([state, await kindOf(documentId), (await order(service, 'first')).documentId]).to.deep.equal([
      'waiting',
      'proforma',
      documentId,
    ]);
    expect(await story.balance(customerId)).to.equal(-1500);
    await story.pay(customerId, 1000, [documentId ?? '']);
    const bought = (await story.ask<{ purchases: readonly { title: string; state: string; documentId: string }[] }>('line', { service }))
      .purchases;
    const paid = bought.find(({ title }) => title === 'Top-up 5 GB') ?? expect.fail('it is gone');
    expect([paid.state, await kindOf(paid.documentId), await story.balance(customerId)]).to.deep.equal(['granted', 'invoice', -1500]);
    expect((await story.grants(service)).map(({ octets }) => octets)).to.have.members([5n * GB, 10n * GB]);
    await story.pay(customerId, 1500);
    expect([await openAmounts(app(), customerId), (await story.grants(service)).length]).to.deep.equal([[], 2]);
  });

  it('is given by money on the balance too, oldest first, and the pro-forma becomes its invoice', async () => {
    const { id: service, customerId } = await story.line();
    const first = await order(service);
    await app().moveTo(app().nowMs + 60_000);
    const second = await order(service);
    await story.pay(customerId, 1200);
    expect([(await story.grants(service)).length, await story.balance(customerId)]).to.deep.equal([1, 200]);
    const related = await app().view((tx) =>
      app()
        .container.resolve(DOCUMENT_SERVICE)
        .related(tx, first.documentId ?? ''),
    );
    expect(related.map(({ kind }) => kind)).to.deep.equal(['invoice']);
    expect((await latest(service)).documentId).to.equal(second.documentId);
    await story.pay(customerId, 800);
    expect([(await story.grants(service)).length, await story.balance(customerId)]).to.deep.equal([2, 0]);
  });

  it('is not taken from what is on the balance long after it was ordered, but given to who pays its pro-forma', async () => {
    const { id: service, customerId } = await story.line();
    const { documentId } = await order(service);
    await app().moveTo(app().nowMs + 31 * 86_400_000);
    await story.pay(customerId, 1000);
    expect([(await story.grants(service)).length, await story.balance(customerId)]).to.deep.equal([0, 1000]);
    await story.pay(customerId, 1000, [documentId ?? '']);
    expect((await story.grants(service)).length).to.equal(1);
  });

  it('is given by what a credit note leaves on the balance', async () => {
    const { id: service, customerId } = await story.line();
    const { id: invoiceId } = await anInvoice(app(), customerId, { lines: [aLine({ unitPriceMinor: 1000, taxCode: null })] });
    await story.pay(customerId, 1000);
    await order(service);
    expect(await story.grants(service)).to.deep.equal([]);
    await app().write((tx) => app().container.resolve(FOLLOW_UP_SERVICE).credit(tx, invoiceId, {}, { idempotencyKey: 'credit' }));
    await app().settle();
    expect([(await story.grants(service)).length, await story.balance(customerId)]).to.deep.equal([1, 0]);
  });

  it('is not given for an invoice that nobody has paid', async () => {
    const { id: service, customerId } = await story.line();
    const { documentId } = await order(service);
    await app().write((tx) =>
      app()
        .container.resolve(FOLLOW_UP_SERVICE)
        .invoiceProforma(tx, documentId ?? ''),
    );
    await story.pay(customerId, 400);
    expect((await story.grants(service)).length).to.equal(0);
    await story.pay(customerId, 600);
    expect([(await story.grants(service)).length, await story.balance(customerId)]).to.deep.equal([1, 0]);
  });

  it('is given within minutes of the add-on’s coming back, however long it was disabled when the payment came', async () => {
    const { id: service } = await story.line();
    const { customerId, documentId } = await order(service);
    const unnamed = await story.line();
    await order(unnamed.id);
    await story.setAddon('disabled');
    await story.pay(customerId, 1000, [documentId ?? '']);
    await story.pay(unnamed.customerId, 1000);
    await app().moveTo(app().nowMs + 8 * 86_400_000);
    await app().container.resolve(JOBS).runFor('core/prune', app().nowMs);
    await story.setAddon('enabled');
    await app().moveTo(app().nowMs + 15 * 60_000);
    await app().settle();
    for (const id of [service, unnamed.id]) expect((await latest(id)).state).to.equal('granted');
    expect([await story.balance(customerId), await story.balance(unnamed.customerId)]).to.deep.equal([0, 0]);
  });

  it('is given within minutes by money that comes to the balance otherwise than by a payment', async () => {
    await story.configure({ makesInvoices: false });
    const { id: service, customerId } = await story.line();
    const { id: purchase } = await story.ask('buy', { service, offer: fiveGb });
    await story.pay(customerId, 1000);
    await app().moveTo(app().nowMs + 1);
    await order(service);
    await story.ask('refund', { purchase });
    await app().moveTo(app().nowMs + 15 * 60_000);
    await app().settle();
    expect([(await latest(service)).state, await story.balance(customerId)]).to.deep.equal(['granted', 0]);
  });

  it('leaves on the balance what is paid for an order that was cancelled, or for a line that was stopped', async () => {
    for (const end of ['cancelled', 'stopped']) {
      const { id: service, customerId } = await story.line();
      const { id: purchase, documentId } = await order(service);
      if (end === 'cancelled') await story.ask('refund', { purchase });
      else await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, service, { status: 'stopped' }));
      await story.pay(customerId, 1000, [documentId ?? '']);
      await story.pay(customerId, 1);
      expect([await story.balance(customerId), (await story.grants(service)).length], end).to.deep.equal([1001, 0]);
      expect((await latest(service)).state, end).to.equal('cancelled');
    }
  });

  it('is ordered in the portal, paid through a gateway, and there', async () => {
    const { container } = app();
    await story.meter();
    const person = await aPortalCustomer(app());
    const service = person.service.id;
    await app().write((tx) =>
      container.resolve(PLAN_SERVICE).change(tx, person.service.planId, { addonSettings: { topup: { offers: OFFERS } } }),
    );
    await story.configure({ customerCharge: 'pay-first' });
    let back = '';
    container
      .resolve(CONTRIBUTIONS)
      .add(addonOwner('till', 'Till'))
      .paymentGateway({
        kind: 'redirect',
        id: 'till',
        title: 'Till',
        description: 'Cards and more.',
        obstacle: () => null,
        start: ({ attempt, returnUrl }) => {
          back = returnUrl;
          const expiresAtMs = app().nowMs + 3_600_000;
          return Promise.resolve({ kind: 'redirect', reference: attempt.id, url: 'https://till.example/pay', expiresAtMs });
        },
        settle: ({ attempt: { id, totalMinor: amountMinor, currency } }) =>
          Promise.resolve({ attempt: { id }, captures: [{ reference: id, status: 'completed', amountMinor, currency }] }),
      });
    const browser = await signedInToPortal(app(), person);
    const { location } = await browser.submit('/portal/more/topup/data', { service, offer: fiveGb, key: 'portal-first' });
    const { documentId } = await latest(service);
    expect(location).to.equal(`/portal/pay?document=${documentId}`);
    expect((await browser.get('/portal/more/topup/data')).text).to.include(`href="${location}"`);
    const form = (await browser.get(location ?? '')).text;
    expect(form).to.include('Pro-forma invoice').and.include('€10.00').and.not.include('name="amount"');
    const [, key = ''] = /name="key" value="([^"]+)"/.exec(form) ?? [];
    const sent = { gateway: 'till', document: documentId ?? '', key, amount: '0.01' };
    expect((await browser.submit('/portal/pay', sent)).headers.get('refresh')).to.equal('0; url=https://till.example/pay');
    const { pathname, search } = new URL(back);
    await browser.get(pathname + search);
    await app().settle();
    expect((await latest(service)).state).to.equal('granted');
    expect((await story.grants(service)).map(({ octets }) => octets)).to.deep.equal([5n * GB]);
    expect(await story.balance(person.customer.id)).to.equal(-12_100);
    expect((await browser.get(location ?? '')).text)
      .to.include('Paid')
      .and.not.include('Pay by Till');
    expect((await browser.get('/portal/more/topup/data')).text).not.to.include('/portal/pay?document=');
  });
});

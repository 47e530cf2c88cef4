import {
  aTax,
  BILL_SERVICE,
  DOCUMENT_SERVICE,
  DOCUMENT_SETTINGS_SERVICE,
  forEachApplication,
  ONE_TIME_ITEM_SERVICE,
  rejection,
  SERVICE_SERVICE,
} from '@tapline/core/testing';
import { expect } from 'chai';
import { GB, OFFERS, TopupStory } from './topup-story.js';

forEachApplication('Data that is taken back', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);
  const [fiveGb = ''] = OFFERS;

  it('is paid back as far as it is unused, once, and shuts the line again', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line();
    await meter.use(service, GB);
    const { id: purchase } = await story.ask('buy', { service, offer: fiveGb });
    await meter.use(service, 2n * GB);
    const refunded = await story.ask('refund', { purchase });
    expect(refunded).to.include({ state: 'refunded', refundedMinor: 600, usedOctets: '2000000000', leftOctets: '0' });
    expect([await story.balance(customerId), await story.isOpen(service)]).to.deep.equal([-400, false]);
    await story.ask('refund', { purchase });
    expect(await story.balance(customerId)).to.equal(-400);
  });

  it('is cancelled while it waits to be paid, and a payment brings it no more', async () => {
    const { id: service, customerId } = await story.line();
    const { id: purchase } = await story.ask('buy', { service, offer: fiveGb, charge: 'pay-first' });
    expect((await story.ask('refund', { purchase })).state).to.equal('cancelled');
    await story.pay(customerId, 2000);
    expect([await story.balance(customerId), (await story.grants(service)).length]).to.deep.equal([2000, 0]);
  });

  it('leaves on the next bill what was used', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line({}, { billingType: 'recurring' });
    const { id: purchase } = await story.ask('buy', { service, offer: fiveGb, charge: 'next-bill' });
    await meter.use(service, 3n * GB);
    await story.ask('refund', { purchase });
    const items = await app().view((tx) => tx.sql('billing_item').where({ customer_id: customerId, state: 'waiting' }));
    expect((items as { unit_price_minor: number }[]).map((item) => Number(item.unit_price_minor))).to.deep.equal([400]);
    expect(await story.balance(customerId)).to.equal(0);
  });

  it('asks for nothing again that somebody has taken off the next bill', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line({}, { billingType: 'recurring' });
    const { id: purchase } = await story.ask('buy', { service, offer: fiveGb, charge: 'next-bill' });
    await meter.use(service, 3n * GB);
    const waiting = () => app().view((tx) => tx.sql('billing_item').where({ customer_id: customerId, state: 'waiting' }).pluck('id'));
    const [item] = await waiting();
    await app().write((tx) => app().container.resolve(ONE_TIME_ITEM_SERVICE).cancel(tx, String(item)));
    await story.ask('refund', { purchase });
    expect([await waiting(), await story.balance(customerId)]).to.deep.equal([[], 0]);
  });

  it('is credited on the bill that sold it, once, with its tax', async () => {
    const meter = await story.meter();
    await aTax(app());
    await app().write((tx) => app().container.resolve(DOCUMENT_SETTINGS_SERVICE).write(tx, { defaultTaxCode: 'standard' }));
    const { id: service, customerId } = await story.line({}, { billingType: 'recurring' });
    await app().settle();
    const { id: purchase } = await story.ask('buy', { service, offer: fiveGb, charge: 'next-bill' });
    const [bill] = await app().write((tx) => app().container.resolve(BILL_SERVICE).billNow(tx, customerId));
    const owed = await story.balance(customerId);
    await meter.use(service, 3n * GB);
    for (let time = 0; time < 2; time++) await story.ask('refund', { purchase });
    expect(await story.balance(customerId)).to.equal(owed + 600);
    const [note, ...more] = await app().view((tx) =>
      app()
        .container.resolve(DOCUMENT_SERVICE)
        .related(tx, bill?.id ?? ''),
    );
    expect([note?.kind, note?.totalMinor, note?.taxMinor, more.length]).to.deep.equal(['credit-note', 600, 104, 0]);
  });

  it('is credited for each of two equal purchases on one bill, also when the login has changed since', async () => {
    await aTax(app());
    const { id: service, customerId } = await story.line({}, { billingType: 'recurring' });
    await app().settle();
    const bought = [];
    for (let time = 0; time < 2; time++) bought.push(await story.ask('buy', { service, offer: fiveGb, charge: 'next-bill' }));
    const { container } = app();
    await app().write((tx) => container.resolve(BILL_SERVICE).billNow(tx, customerId));
    const owed = await story.balance(customerId);
    await app().write((tx) => container.resolve(SERVICE_SERVICE).change(tx, service, { login: 'renamed' }));
    for (const { id: purchase } of bought) await story.ask('refund', { purchase });
    expect(await story.balance(customerId)).to.equal(owed + 2000);
  });

  it('is credited with its tax where the bill that sold it gives back, or asks for, less than it cost', async () => {
    await aTax(app());
    const { container } = app();
    await app().write((tx) => container.resolve(DOCUMENT_SETTINGS_SERVICE).write(tx, { defaultTaxCode: 'standard' }));
    for (const [unitPriceMinor, kind] of [
      [100, 'credit-note'],
      [3000, 'invoice'],
    ] as const) {
      const { id: service, customerId } = await story.line({}, { billingType: 'recurring' });
      const billNow = () => app().write((tx) => container.resolve(BILL_SERVICE).billNow(tx, customerId));
      await billNow();
      await app().moveTo(app().nowMs + 86_400_000);
      await app().write((tx) => container.resolve(SERVICE_SERVICE).change(tx, service, { unitPriceMinor }));
      const { id: purchase } = await story.ask('buy', { service, offer: fiveGb, charge: 'next-bill' });
      const [bill] = await billNow();
      expect(bill?.kind).to.equal(kind);
      const before = await story.balance(customerId);
      let documentId = '';
      for (let time = 0; time < 2; time++) documentId = (await story.ask('refund', { purchase })).documentId ?? '';
      const note = await app().view((tx) => container.resolve(DOCUMENT_SERVICE).get(tx, documentId));
      const said = [note.kind, note.totalMinor, note.taxMinor, note.relatedDocumentId, await story.balance(customerId)];
      expect(said, kind).to.deep.equal(['credit-note', 1000, 174, null, before + 1000]);
    }
  });

  it('is credited on its own line of a bill that has alike ones at other prices', async () => {
    const meter = await story.meter();
    await aTax(app());
    const { id: service, customerId } = await story.line({}, { billingType: 'recurring' });
    await app().settle();
    const halfUsed = await story.ask('buy', { service, offer: fiveGb, charge: 'next-bill' });
    await meter.use(service, 3_500_000_000n);
    expect(await story.ask('refund', { purchase: halfUsed.id })).to.include({ refundedMinor: 500 });
    const dear = await story.ask('add', { service, amount: '5 GB', priceMinor: 3000, validity: '30 days', charge: 'next-bill' });
    const unused = await story.ask('buy', { service, offer: fiveGb, charge: 'next-bill' });
    const { container } = app();
    await app().write((tx) => container.resolve(BILL_SERVICE).billNow(tx, customerId));
    const owed = await story.balance(customerId);
    expect(await story.ask('refund', { purchase: unused.id })).to.include({ refundedMinor: 1000 });
    expect(await story.balance(customerId)).to.equal(owed + 1000);
    expect(await story.ask('refund', { purchase: dear.id })).to.include({ refundedMinor: 3000 });
    expect(await story.balance(customerId)).to.equal(owed + 4000);
  });

  it('opens a prepaid line that its price pays for again, also where there are no invoices', async () => {
    await story.configure({ makesInvoices: false });
    const { id: service, customerId } = await story.line({}, { billingType: 'prepaid' });
    await story.pay(customerId, 1200);
    const { id: purchase } = await story.ask('buy', { service, offer: fiveGb });
    await app().moveTo('2026-11-11T09:00:00Z');
    await app().settle();
    expect(await story.isOpen(service)).to.equal(false);
    await story.ask('refund', { purchase });
    expect([await story.isOpen(service), await story.balance(customerId)]).to.deep.equal([true, 1200 - 133 - 134]);
  });

  it('is refused when it is over, used up or unknown', async () => {
    const meter = await story.meter();
    const { id: service } = await story.line();
    const { id: used } = await story.ask('buy', { service, offer: fiveGb });
    await meter.use(service, 6n * GB);
    expect((await rejection(story.ask('refund', { purchase: used }))).code).to.equal('TOPUP_USED_UP');
    const { id: over } = await story.ask('add', { service, amount: '1 GB', validity: '1 day' });
    await app().moveTo('2026-11-12T09:00:00Z');
    expect((await rejection(story.ask('refund', { purchase: over }))).code).to.equal('TOPUP_EXPIRED');
    expect((await rejection(story.ask('refund', { purchase: 'none' }))).code).to.equal('TOPUP_UNKNOWN');
  });

  it('stays in the history of its line', async () => {
    const { id: service } = await story.line();
    const { id: purchase } = await story.ask('buy', { service, offer: fiveGb });
    await story.ask('refund', { purchase });
    await story.ask('add', { service, amount: '2 GB', priceMinor: 100 });
    const { purchases, offers } = await story.ask<{
      purchases: readonly { title: string; state: string; leftOctets: string }[];
      offers: readonly unknown[];
    }>('line', { service });
    expect(purchases.map(({ title, state, leftOctets }) => `${title} ${state} ${leftOctets}`)).to.have.members([
      'Top-up 2 GB granted 2000000000',
      'Top-up 5 GB refunded 0',
    ]);
    expect(offers).to.have.length(OFFERS.length);
  });
});

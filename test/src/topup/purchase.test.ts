import { DOCUMENT_SERVICE, forEachApplication, rejection } from '@tapline/core/testing';
import { expect } from 'chai';
import { GB, OFFERS, TopupStory } from './topup-story.js';

forEachApplication('Data bought for a line', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);
  const [fiveGb = '', tenGb = '', hundredMb = '', gift = ''] = OFFERS;

  it('opens a line that was shut, and is charged to the balance', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line();
    await meter.use(service, GB);
    expect(await story.isOpen(service)).to.equal(false);
    const bought = await story.ask('buy', { service, offer: fiveGb });
    expect(bought).to.deep.include({ title: 'Top-up 5 GB', state: 'granted', octets: '5000000000', priceMinor: 1000, by: 'Ada' });
    expect([await story.isOpen(service), await story.balance(customerId)]).to.deep.equal([true, -1000]);
  });

  it('is bought once for one key, and another wish under it is refused', async () => {
    const { id: service, customerId } = await story.line();
    const first = await story.ask('buy', { service, offer: fiveGb }, { key: 'one' });
    expect(await story.ask('buy', { service, offer: fiveGb }, { key: 'one' })).to.deep.equal(first);
    expect((await rejection(story.ask('buy', { service, offer: tenGb }, { key: 'one' }))).code).to.equal('TOPUP_KEY_REUSED');
    expect([await story.balance(customerId), (await story.grants(service)).length]).to.deep.equal([-1000, 1]);
  });

  it('lives to the end of the last day, of the period, or for ever', async () => {
    const { id: service } = await story.line();
    const ends = async (offer: string): Promise<string | null> => (await story.ask('buy', { service, offer })).expiresAt;
    expect([await ends(fiveGb), await ends(tenGb), await ends(hundredMb), await ends(gift)]).to.deep.equal([
      '2026-12-10T23:00:00.000Z',
      '2027-01-10T23:00:00.000Z',
      '2026-11-30T23:00:00.000Z',
      null,
    ]);
  });

  it('costs what is written, or is refused', async () => {
    const { id: service } = await story.line();
    const refused = await rejection(story.ask('buy', { service, offer: '5 GB for 1.00, 30 days' }));
    expect(refused).to.include({ code: 'TOPUP_OFFER_UNKNOWN', field: 'offer' });
    expect(refused.message).to.contain(fiveGb);
  });

  it('has an invoice with its tax, and a credit note of what is given back', async () => {
    const { container } = app();
    const { id: service, customerId } = await story.line();
    const { documentId, id: purchase } = await story.ask('buy', { service, offer: fiveGb });
    await story.ask('refund', { purchase });
    const found = await app().view((tx) => tx.sql('document').where({ customer_id: customerId }).orderBy('issued_at_ms'));
    const kinds = (found as readonly { readonly kind: string }[]).map(({ kind }) => kind);
    const invoice = await app().view((tx) => container.resolve(DOCUMENT_SERVICE).get(tx, documentId ?? ''));
    expect([kinds, invoice.totalMinor, await story.balance(customerId)]).to.deep.equal([['invoice', 'credit-note'], 1000, 0]);
  });

  it('costs the same without an invoice, where invoices are switched off', async () => {
    await story.configure({ makesInvoices: false });
    const { id: service, customerId } = await story.line();
    const { documentId, id: purchase } = await story.ask('buy', { service, offer: fiveGb });
    expect([documentId, await story.balance(customerId)]).to.deep.equal([null, -1000]);
    await story.ask('refund', { purchase });
    expect(await story.balance(customerId)).to.equal(0);
  });

  it('may be sold only for what the balance covers', async () => {
    await story.configure({ checksBalance: true });
    const { id: service, customerId } = await story.line();
    await story.pay(customerId, 999);
    expect((await rejection(story.ask('buy', { service, offer: fiveGb }))).code).to.equal('TOPUP_NOT_COVERED');
    await story.pay(customerId, 1);
    await story.ask('buy', { service, offer: fiveGb });
    expect(await story.balance(customerId)).to.equal(0);
  });

  it('never takes a prepaid customer under the minimal balance, and waits for money where it is paid first', async () => {
    const { id: service, customerId } = await story.line({}, { billingType: 'prepaid', billingSettings: { minimalBalanceMinor: -500 } });
    await app().settle();
    expect(await story.balance(customerId)).to.equal(-133);
    expect((await rejection(story.ask('buy', { service, offer: fiveGb }))).code).to.equal('TOPUP_NOT_COVERED');
    expect((await story.ask('buy', { service, offer: fiveGb, charge: 'pay-first' })).state).to.equal('waiting');
    expect((await story.ask('buy', { service, offer: gift })).state).to.equal('granted');
    await story.pay(customerId, 633);
    expect((await story.ask('buy', { service, offer: fiveGb })).state).to.equal('granted');
    expect((await rejection(story.ask('buy', { service, offer: hundredMb }))).code).to.equal('TOPUP_NOT_COVERED');
    expect(await story.balance(customerId)).to.equal(-500);
  });

  it('comes when it is paid, where it is to be paid first, once', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line();
    await meter.use(service, GB);
    const waiting = await story.ask('buy', { service, offer: fiveGb, charge: 'pay-first' });
    expect([waiting.state, await story.isOpen(service), await story.balance(customerId)]).to.deep.equal(['waiting', false, 0]);
    await story.pay(customerId, 600);
    expect(await story.isOpen(service)).to.equal(false);
    await story.pay(customerId, 500);
    expect([await story.isOpen(service), await story.balance(customerId)]).to.deep.equal([true, 100]);
    await story.pay(customerId, 5000);
    expect([await story.balance(customerId), (await story.grants(service)).length]).to.deep.equal([5100, 1]);
  });

  it('waits for the next bill of a customer who gets bills, and of nobody else', async () => {
    const { id: service, customerId } = await story.line({}, { billingType: 'recurring' });
    await story.ask('buy', { service, offer: fiveGb, charge: 'next-bill' });
    const items = await app().view((tx) => tx.sql('billing_item').where({ customer_id: customerId }));
    expect([items.length, await story.balance(customerId), (await story.grants(service)).length]).to.deep.equal([1, 0, 1]);
    const other = await story.line();
    const refused = await rejection(story.ask('buy', { service: other.id, offer: fiveGb, charge: 'next-bill' }));
    expect(refused.code).to.equal('TOPUP_NO_BILLS');
  });

  it('can be bought by the customer, of what is offered and for the own lines only', async () => {
    const { id: service, customerId } = await story.line();
    const other = await story.line();
    const actor = { kind: 'customer', id: customerId, name: 'Ann' } as const;
    expect(await story.ask('buy', { service, offer: fiveGb }, { actor })).to.include({ origin: 'customer', by: 'Ann' });
    expect((await rejection(story.ask('buy', { service: other.id, offer: fiveGb }, { actor }))).code).to.equal('TOPUP_SERVICE_UNKNOWN');
    await story.configure({ customerCharge: 'next-bill' });
    expect((await story.ask('buy', { service, offer: fiveGb }, { actor })).charge).to.equal('balance');
    await story.configure({ customerCharge: 'pay-first' });
    expect((await story.ask('buy', { service, offer: fiveGb }, { actor })).state).to.equal('waiting');
  });

  it('is told to a customer only as far as the customer may buy it: what is free is for admins to give', async () => {
    const { id: service, customerId } = await story.line();
    const actor = { kind: 'customer', id: customerId, name: 'Ann' } as const;
    const named = async (as: object) => {
      const { offers } = await story.ask<{ offers: readonly { readonly name: string }[] }>('line', { service }, as);
      return offers.map(({ name }) => name);
    };
    expect([await named({ actor }), await named({})]).to.deep.equal([[fiveGb, tenGb, hundredMb], OFFERS]);
    expect((await rejection(story.ask('buy', { service, offer: gift }, { actor }))).code).to.equal('TOPUP_OFFER_UNKNOWN');
  });

  it('may be given by hand, of any amount, at any price, to any day', async () => {
    const { id: service, customerId } = await story.line({ offers: [] });
    const added = await story.ask('add', { service, amount: '1.5 GB', priceMinor: 333, validity: 'until 2026-11-12' });
    expect(added).to.include({ title: 'Top-up 1.5 GB', octets: '1500000000', expiresAt: '2026-11-12T23:00:00.000Z' });
    await story.ask('add', { service, amount: '10 GB' });
    expect(await story.balance(customerId)).to.equal(-333);
    const over = await rejection(story.ask('add', { service, amount: '1 GB', validity: 'until 2026-11-09' }));
    expect(over).to.include({ code: 'TOPUP_ENDED', field: 'validity' });
  });

  it('stays usable while the add-on is disabled, when nothing is sold', async () => {
    const meter = await story.meter();
    const { id: service } = await story.line();
    await story.ask('buy', { service, offer: fiveGb });
    await story.setAddon('disabled');
    await meter.use(service, 3n * GB);
    expect(await story.isOpen(service)).to.equal(true);
    expect((await rejection(story.ask('buy', { service, offer: fiveGb }))).code).to.equal('OPERATION_UNKNOWN');
    await story.setAddon('enabled');
    expect((await story.ask('buy', { service, offer: fiveGb })).state).to.equal('granted');
  });
});

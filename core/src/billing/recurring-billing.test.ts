import { expect } from 'chai';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { SCHEDULED_CHANGES } from '../services/scheduled-change-service.js';
import { forEachApplication, rejection } from '../testing/index.js';
import { ONE_TIME_ITEMS } from './bills/one-time-item-service.js';
import { BILLING_TIMELINES } from './blocking/billing-timeline.js';
import { DUNNING_SERVICE } from './blocking/dunning-service.js';
import { BILLING_RUNS } from './run/billing-run-service.js';
import { BillingStory } from './testing/billing-story.js';

forEachApplication('Recurring billing', '2026-11-16T08:00:00Z', (app) => {
  const story = new BillingStory(app);

  it('previews, issues once, blocks who does not pay, and lets a payer in again', async () => {
    const customer = await story.customer({ paymentDueDays: 15, reminderDaysBeforeBlock: 0 });
    const line = await story.line(customer.id);
    await app().moveTo('2026-12-01T08:00:00Z');
    const timelines = app().container.resolve(BILLING_TIMELINES);
    const steps = () => app().view((tx) => timelines.steps(tx, customer));
    expect((await steps()).map(({ date, kind, amountMinor }) => `${kind} ${date} ${amountMinor}`)).to.deep.equal([
      'invoice 2026-12-01 6000',
      'due 2026-12-16 6000',
      'block 2026-12-17 6000',
    ]);
    const preview = await story.preview();
    expect(preview.totals).to.deep.include({ customers: 1, documents: 1, invoicedMinor: 6000 });
    expect(await story.documents(customer.id)).to.deep.equal([]);
    expect((await story.issue(preview.run.id)).totals).to.include({ issued: 1, parked: 0, changed: 0 });
    for (let again = 0; again < 3; again++) await story.run();
    expect(await story.documents(customer.id)).to.deep.equal(['invoice 2026-12-01 6000 due 2026-12-16']);
    expect(await story.balance(customer.id)).to.equal(-6000);

    for (const at of ['2026-12-13T09:00:00Z', '2026-12-16T09:00:00Z', '2026-12-16T22:59:00Z']) await app().moveTo(at);
    expect((await story.access(line.id)).isAllowed).to.equal(true);
    await app().moveTo('2026-12-16T23:00:00Z');
    expect(await story.status(customer.id)).to.equal('blocked');
    const { isAllowed, reasons } = await story.access(line.id);
    expect([isAllowed, reasons.find(({ source }) => source === 'billing')?.text]).to.deep.equal([
      false,
      'invoice 2026000001 was due on 2026-12-16: pay €60.00 to go on',
    ]);
    await story.pay(customer.id, 5999);
    expect(await story.status(customer.id)).to.equal('blocked');
    await story.pay(customer.id, 1);
    expect([await story.status(customer.id), (await story.access(line.id)).isAllowed]).to.deep.equal(['active', true]);
    const told = (await app().view((tx) => sqlOf(tx)('notification').orderBy('wanted_at_ms').select('kind'))) as { kind: string }[];
    expect(told.map(({ kind }) => kind).filter((kind) => kind !== 'payment.received')).to.deep.equal([
      'invoice.issued',
      'invoice.dueSoon',
      'invoice.due',
      'customer.blocked',
      'customer.unblocked',
    ]);
  });

  it('gives back and charges the difference of a change, now or on the day it is planned for, and pays from the balance', async () => {
    const customer = await story.customer();
    const line = await story.line(customer.id, { priceMinor: 20_000 });
    await app().moveTo('2027-04-01T08:00:00Z');
    await story.pay(customer.id, 100_000);
    await story.run();
    await app().moveTo('2027-04-16T08:00:00Z');
    await story.change(line.id, { unitPriceMinor: 10_000 });
    await story.billNow(customer.id);
    expect(await story.billNow(customer.id)).to.deep.equal([]);
    const scheduled = app().container.resolve(SCHEDULED_CHANGES);
    await app().write((tx) => scheduled.schedule(tx, line.id, '2027-05-11', { status: 'stopped' }));
    await app().moveTo('2027-05-01T08:00:00Z');
    await story.run();
    await app().moveTo('2027-06-01T08:00:00Z');
    await story.run();
    // The missed bill dates from 16 November on; half of April at the new price; of May ten days, as was known when it was billed.
    expect(await story.documents(customer.id)).to.deep.equal([
      'invoice 2027-04-01 30000 due 2027-04-15',
      ...Array.from({ length: 4 }, () => 'invoice 2027-04-01 20000 due 2027-04-15'),
      'credit-note 2027-04-16 5000',
      'invoice 2027-05-01 3226 due 2027-05-15',
    ]);
  });

  it('charges a bill that is late as it would have been in time, also where a change that was planned then has been made since', async () => {
    const customer = await story.customer();
    const line = await story.line(customer.id);
    const scheduled = app().container.resolve(SCHEDULED_CHANGES);
    await app().moveTo('2026-11-20T08:00:00Z');
    await app().write((tx) => scheduled.schedule(tx, line.id, '2026-12-02', { quantity: 2 }));
    await app().moveTo('2026-12-03T08:00:00Z');
    await story.change(line.id, { quantity: 3 });
    await story.run();
    // Half of November, a day of December at one and the rest at two: what was known on the 1st. The third is billed later.
    expect(await story.documents(customer.id)).to.deep.equal(['invoice 2026-12-03 9871 due 2026-12-17']);
  });

  it('charges a bill that is late as it would have been in time, also where a change that was planned then has been given up since', async () => {
    const customer = await story.customer();
    const line = await story.line(customer.id);
    const scheduled = app().container.resolve(SCHEDULED_CHANGES);
    await app().moveTo('2026-11-20T08:00:00Z');
    const { id } = await app().write((tx) => scheduled.schedule(tx, line.id, '2026-12-11', { quantity: 2 }));
    await app().moveTo('2026-12-03T08:00:00Z');
    await app().write((tx) => scheduled.cancel(tx, id));
    await story.run();
    // Half of November, ten days of December at one and the rest at two. What was too much goes back with the next bill.
    const [late] = await story.documents(customer.id);
    await app().moveTo('2027-01-01T08:00:00Z');
    await story.run();
    const all = (await story.documents(customer.id)).map((document) => Number(document.split(' ')[2]));
    expect(late).to.equal('invoice 2026-12-03 8709 due 2026-12-17');
    expect(all.reduce((sum, amount) => sum + amount, 0)).to.equal(2000 + 4000 + 4000);
  });

  it('gives back from today when the customer gets another billing type, and charges from today when the customer returns', async () => {
    const customer = await story.customer();
    await story.line(customer.id);
    await app().moveTo('2026-12-01T08:00:00Z');
    await story.run();
    await app().moveTo('2026-12-11T08:00:00Z');
    const before = await story.balance(customer.id);
    await story.changeCustomer(customer.id, { billingType: 'manual' });
    expect(await story.balance(customer.id)).to.equal(before + 2710);
    await story.changeCustomer(customer.id, { billingType: 'recurring' });
    expect(await story.balance(customer.id)).to.equal(before);
    await story.changeCustomer(customer.id, { billingType: 'manual' });
    await app().moveTo('2026-12-21T08:00:00Z');
    await story.changeCustomer(customer.id, { billingType: 'recurring' });
    await app().moveTo('2027-01-01T08:00:00Z');
    await story.run();
    expect((await story.documents(customer.id)).slice(-3).map((document) => document.split(' due ')[0])).to.deep.equal([
      'credit-note 2026-12-11 2710',
      'invoice 2026-12-21 1419',
      'invoice 2027-01-01 4000',
    ]);
  });

  it('charges one-time items once with the next bill, and never a cancelled one', async () => {
    const customer = await story.customer();
    const items = app().container.resolve(ONE_TIME_ITEMS);
    const add = (description: string, key: string, more: { readonly date?: string; readonly serviceId?: string } = {}) =>
      app().write((tx) =>
        items.add(tx, { customerId: customer.id, description, unitPriceMinor: 1500, quantity: 2, ...more }, { idempotencyKey: key }),
      );
    const first = await add('Router', 'a');
    expect((await add('Router', 'a')).id).to.equal(first.id);
    expect(await rejection(add('Cable', 'a'))).to.include({ code: 'BILLING_ITEM_KEY_REUSED' });
    for (const other of [{ date: '2027-01-01' }, { serviceId: 'another' }]) {
      expect(await rejection(add('Router', 'a', other))).to.include({ code: 'BILLING_ITEM_KEY_REUSED' });
    }
    const second = await add('Cable', 'b');
    await app().write((tx) => items.cancel(tx, second.id));
    await app().moveTo('2026-12-01T08:00:00Z');
    await story.run();
    await story.run();
    expect(await story.documents(customer.id)).to.deep.equal(['invoice 2026-12-01 3000 due 2026-12-15']);
    expect(await rejection(app().write((tx) => items.cancel(tx, first.id)))).to.include({ code: 'BILLING_ITEM_BILLED' });
  });

  it('issues nothing that the preview did not say, and parks who cannot be billed', async () => {
    const [calm, changing, broken] = [await story.customer(), await story.customer(), await story.customer()];
    await story.line(calm.id);
    const line = await story.line(changing.id);
    const odd = await story.line(broken.id);
    await app().write((tx) => sqlOf(tx)('service_history').where({ service_id: odd.id }).update({ quantity: 9_007_199_254_740_991 }));
    await app().moveTo('2026-12-01T08:00:00Z');
    const preview = await story.preview();
    await story.change(line.id, { quantity: 2 });
    const { totals, run } = await story.issue(preview.run.id);
    expect(totals).to.include({ issued: 1, changed: 1, parked: 1 });
    expect(await story.documents(changing.id)).to.deep.equal([]);
    const lines = await app().view((tx) => app().container.resolve(BILLING_RUNS).lines(tx, run.id, { limit: 10, offset: 0 }));
    expect(lines.map(({ state, customerNumber }) => [state, customerNumber])).to.deep.equal([
      ['parked', broken.number],
      ['changed', changing.number],
      ['issued', calm.number],
    ]);
    const trouble = await app().view((tx) => app().container.resolve(BILLING_RUNS).trouble(tx));
    expect(trouble).to.include({ isStopped: false, parkedCount: 1 });
    expect((await story.run()).totals).to.include({ issued: 1, parked: 1 });
    expect(await story.documents(changing.id)).to.have.length(1);
    expect(await story.documents(broken.id)).to.deep.equal([]);
  });

  it('holds the block off while there is a promise to pay, and for whoever has a credit line', async () => {
    const promising = await story.customer({ paymentDueDays: 1 });
    const trusted = await story.customer({ paymentDueDays: 1, minimalBalanceMinor: -10_000 });
    await story.line(promising.id);
    await story.line(trusted.id);
    await app().moveTo('2026-12-01T08:00:00Z');
    await story.run();
    await app().write((tx) => app().container.resolve(DUNNING_SERVICE).promise(tx, promising.id, '2026-12-10'));
    await app().moveTo('2026-12-10T22:59:00Z');
    expect([await story.status(promising.id), await story.status(trusted.id)]).to.deep.equal(['active', 'active']);
    await app().moveTo('2026-12-10T23:00:00Z');
    expect([await story.status(promising.id), await story.status(trusted.id)]).to.deep.equal(['blocked', 'active']);
  });

  it('makes the same bills once after a long time away as it would have made in time, by eight workers at once', async () => {
    const customers = [];
    for (const anchorDay of [1, 15, 31]) {
      const customer = await story.customer({ anchorDay, isBlockedWhenOverdue: false });
      await story.line(customer.id);
      customers.push(customer);
    }
    await app().moveTo('2027-03-02T08:00:00Z');
    const runs = app().container.resolve(BILLING_RUNS);
    const { id } = await app().write((tx) => runs.start(tx));
    await Promise.all(Array.from({ length: 8 }, () => runs.work()));
    await app().write((tx) => runs.confirm(tx, id));
    await Promise.all(Array.from({ length: 8 }, () => runs.work()));
    const totals = (customerId: string) =>
      story.documents(customerId).then((documents) => documents.map((document) => Number(document.split(' ')[2])));
    expect(await totals(customers[0]?.id as string)).to.deep.equal([6000, 4000, 4000, 4000]);
    expect(await totals(customers[1]?.id as string)).to.deep.equal([7867, 4000, 4000]);
    expect(await totals(customers[2]?.id as string)).to.deep.equal([5867, 4000, 4000, 4000]);
  });
});

import { expect } from 'chai';
import { forEachApplication } from '../../testing/index.js';
import { BillingStory } from '../testing/billing-story.js';
import { BILLING_TIMELINES } from './billing-timeline.js';

forEachApplication('What comes next for a customer', '2026-11-16T08:00:00Z', (app) => {
  const story = new BillingStory(app);
  const steps = async (customer: Awaited<ReturnType<typeof story.customer>>) => {
    const timelines = app().container.resolve(BILLING_TIMELINES);
    return (await app().view((tx) => timelines.steps(tx, customer))).map(({ date, kind, amountMinor, atMs }) =>
      [kind, date, ...(atMs === null ? [] : [new Date(atMs).toISOString().slice(11, 16)]), amountMinor].join(' '),
    );
  };

  it('names the day and hour of the block and of the end, and both come true', async () => {
    const customer = await story.customer({ paymentDueDays: 10, graceDays: 2, deactivationDays: 5 });
    await story.line(customer.id);
    await app().moveTo('2026-12-01T08:00:00Z');
    await story.run();
    expect(await steps(customer)).to.deep.equal([
      'due 2026-12-11 6000',
      'block 2026-12-14 23:00 6000',
      'deactivate 2026-12-19 23:00 6000',
      'invoice 2027-01-01 4000',
      'due 2027-01-11 4000',
    ]);
    const statuses: string[] = [];
    for (const at of ['2026-12-13T22:59:00Z', '2026-12-13T23:00:00Z', '2026-12-18T22:59:00Z', '2026-12-18T23:00:00Z']) {
      await app().moveTo(at);
      statuses.push(await story.status(customer.id));
    }
    expect(statuses).to.deep.equal(['active', 'blocked', 'blocked', 'inactive']);
    await app().moveTo('2027-01-01T08:00:00Z');
    await story.run();
    // What was charged in advance for the days since the end is given back, and January is not charged.
    expect((await story.documents(customer.id)).filter((document) => document.startsWith('invoice'))).to.have.length(1);
    await story.pay(customer.id, 10_000);
    expect(await story.status(customer.id)).to.equal('active');
  });

  it('does not threaten with a block for less than blocks, and adds up what does', async () => {
    const customer = await story.customer({ paymentDueDays: 10, blockingMinimumMinor: 9000 });
    await story.line(customer.id);
    await app().moveTo('2026-12-01T08:00:00Z');
    await story.run();
    expect(await steps(customer)).to.deep.equal([
      'due 2026-12-11 6000',
      'invoice 2027-01-01 4000',
      'due 2027-01-11 4000',
      'block 2027-01-12 23:00 10000',
    ]);
    await app().moveTo('2027-01-01T08:00:00Z');
    expect(await story.status(customer.id)).to.equal('active');
    await story.run();
    await app().moveTo('2027-01-11T22:59:00Z');
    expect(await story.status(customer.id)).to.equal('active');
    await app().moveTo('2027-01-11T23:00:00Z');
    expect(await story.status(customer.id)).to.equal('blocked');
  });

  it('expects no invoice in the past: a bill that is late is issued today, and due from then on', async () => {
    const customer = await story.customer({ paymentDueDays: 10 });
    await story.line(customer.id);
    await app().moveTo('2026-12-20T08:00:00Z');
    expect(await steps(customer)).to.deep.equal(['invoice 2026-12-20 6000', 'due 2026-12-30 6000', 'block 2026-12-31 23:00 6000']);
    const outlook = () => app().view((tx) => app().container.resolve(BILLING_TIMELINES).outlook(tx, customer));
    expect((await outlook()).summary).to.equal('next invoice 20 Dec 2026, €60.00');
    await story.run();
    expect((await outlook()).summary).to.equal('€60.00 due on 30 Dec 2026');
    await app().moveTo('2026-12-31T08:00:00Z');
    expect((await outlook()).summary).to.equal('overdue since 30 Dec 2026');
  });

  it('foretells no block to a customer who is blocked, but the end', async () => {
    const customer = await story.customer({ paymentDueDays: 10, deactivationDays: 5 });
    await story.line(customer.id);
    await app().moveTo('2026-12-01T08:00:00Z');
    await story.run();
    await app().moveTo('2026-12-13T08:00:00Z');
    expect(await story.status(customer.id)).to.equal('blocked');
    const blocked = await story.changeCustomer(customer.id, { name: 'Jan' });
    expect(await steps(blocked)).to.deep.equal([
      'due 2026-12-11 6000',
      'deactivate 2026-12-17 23:00 6000',
      'invoice 2027-01-01 4000',
      'due 2027-01-11 4000',
    ]);
    await app().moveTo('2026-12-18T08:00:00Z');
    const ended = await story.changeCustomer(customer.id, { name: 'Jan Novák' });
    expect((await steps(ended)).filter((step) => /^(block|deactivate)/.test(step))).to.deep.equal([]);
  });
});

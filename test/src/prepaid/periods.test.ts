import { aLine, anInvoice, forEachApplication, REFUND_SERVICE, SETTLEMENT_SERVICE } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('Prepaid by the period', '2026-11-10T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('starts when it can be paid whole, and again on the same day of the next month', async () => {
    const { id, customerId } = await story.paidLine(3999, { charging: 'month' });
    expect(await story.state(id)).to.equal('balance €39.99 is under the monthly €40.00; pay €0.01 to go on');
    await story.pay(customerId, 5000);
    expect([await story.state(id), await story.charges(customerId)]).to.deep.equal(['open', ['2026-11-10 4000']]);
    expect(await story.outlook(customerId)).to.deep.include({ daysLeft: 60, blocksOn: '2027-01-10' });
    await story.moveToDay('2026-12-10');
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-10 4000', '2026-12-10 4000']);
    await story.moveToDay('2027-01-10');
    expect(await story.state(id)).to.equal('balance €9.99 is under the monthly €40.00; pay €30.01 to go on');
    const titles = (await story.statement(customerId)).map(({ title }) => title.split(', ').slice(1).join(', ').replaceAll('\u2009', ' '));
    expect(titles).to.include.members(['10 Nov – 9 Dec 2026', '10 Dec 2026 – 9 Jan 2027']);
  });

  it('lasts so many days, gives a pause back and goes on with the rest', async () => {
    const { id, customerId } = await story.paidLine(4000, { charging: 'days', periodDays: 10 });
    await story.passDays(2);
    await story.changeLine(id, { status: 'paused' });
    expect(await story.balance(customerId)).to.equal(2800);
    await story.passDays(3);
    await story.changeLine(id, { status: 'active' });
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-10 4000', '2026-11-12 -2800', '2026-11-15 2000']);
    await story.moveToDay('2026-11-19');
    expect(await story.state(id)).to.equal('open');
    await story.moveToDay('2026-11-20');
    expect(await story.state(id)).to.equal('balance €8.00 is under the 10-day price €40.00; pay €32.00 to go on');
  });

  it('gives back and charges as often as it must after a clock that went back, under keys of their own', async () => {
    const { id, customerId } = await story.paidLine(4000, { charging: 'days', periodDays: 10 });
    await story.moveToDay('2026-11-12');
    for (let time = 0; time < 2; time++) {
      app().jumpTo('2026-11-12T10:00:00Z');
      await story.changeLine(id, { status: 'paused' });
      expect(await story.balance(customerId)).to.equal(2800);
      app().jumpTo('2026-11-11T10:00:00Z');
      await story.changeLine(id, { status: 'active' });
      expect(await story.balance(customerId)).to.equal(0);
    }
  });

  it('moves the difference of a dearer plan for the days to come, at once', async () => {
    const { customerId, planId } = await story.paidLine(10_000, { charging: 'days', periodDays: 10 });
    await story.passDays(4);
    await story.changePlan(planId, { priceMinor: 8000 });
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-10 4000', '2026-11-14 -2000', '2026-11-14 4000']);
    await story.changePlan(planId, { priceMinor: 4000 });
    expect(await story.balance(customerId)).to.equal(6000);
  });

  const REST_REASON = 'balance -€2.67 is under the rest of the period, €37.33; pay €40.00 to go on';

  it('takes the coming days back when the payment is cancelled, tells the customer, and blocks from the next day on', async () => {
    const { id, customerId } = await story.line((await story.customer({ charging: 'month' }, { email: 'ann@example.com' })).id);
    const { id: paymentId } = await story.pay(customerId, 4000);
    await story.passDays(1);
    await app().write((tx) => app().container.resolve(REFUND_SERVICE).cancel(tx, paymentId, 'returned'));
    await app().settle();
    await story.deliverAllAgain();
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-10 4000', '2026-11-11 -3733']);
    expect([await story.balance(customerId), await story.state(id)]).to.deep.equal([-267, 'open']);
    expect(await story.told(customerId, 'prepaid.blockSoon')).to.have.length(1);
    await story.passDays(1);
    expect(await story.state(id)).to.equal(REST_REASON);
    await story.pay(customerId, 4000);
    expect([await story.state(id), await story.balance(customerId)]).to.deep.equal(['open', 0]);
    expect((await story.charges(customerId)).at(-1)).to.equal('2026-11-12 3733');
  });

  it('takes the coming days back when the payment is refunded', async () => {
    const { id, customerId } = await story.line((await story.customer({ charging: 'month' })).id);
    const { id: paymentId } = await story.pay(customerId, 4000);
    await story.passDays(1);
    const draft = { customerId, amountMinor: 4000, method: 'cash', paymentId };
    await app().write((tx) => app().container.resolve(REFUND_SERVICE).refund(tx, draft, { idempotencyKey: 'refund' }));
    await app().settle();
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-10 4000', '2026-11-11 -3733']);
    await story.passDays(1);
    expect(await story.state(id)).to.equal(REST_REASON);
  });

  it('takes the coming days back when an invoice takes the balance below the minimum', async () => {
    const { customerId } = await story.paidLine(4000, { charging: 'month' });
    await story.passDays(1);
    const { id: invoiceId } = await anInvoice(app(), customerId, { lines: [aLine({ unitPriceMinor: 4000, taxCode: null })] });
    await app().settle();
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-10 4000', '2026-11-11 -3733']);
    const open = await app().view((tx) => app().container.resolve(SETTLEMENT_SERVICE).find(tx, invoiceId));
    expect([open?.openMinor, await story.balance(customerId)]).to.deep.equal([267, -267]);
  });
});

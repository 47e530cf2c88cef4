import { forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

const sumOf = (charges: readonly string[]): number => charges.reduce((sum, charge) => sum + Number(charge.split(' ')[1]), 0);

forEachApplication('In the life of a prepaid line', '2026-11-01T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('a new price of its plan counts from the next day', async () => {
    const { customerId, planId } = await story.paidLine(10_000);
    await story.passDays(14);
    await story.changePlan(planId, { priceMinor: 6000 });
    expect(await story.charges(customerId)).to.have.length(15);
    await story.passDays(15);
    const charges = await story.charges(customerId);
    expect([sumOf(charges.slice(0, 15)), sumOf(charges.slice(15))]).to.deep.equal([2000, 3000]);
    expect(charges.slice(14, 17)).to.deep.equal(['2026-11-15 133', '2026-11-16 200', '2026-11-17 200']);
  });

  it('a new price is told to who waits for money, and opens the line if it can be paid', async () => {
    const { id, customerId, planId } = await story.paidLine(120);
    expect(await story.state(id)).to.equal('balance €1.20 is under the daily €1.33; pay €0.13 to go on');
    await story.changePlan(planId, { priceMinor: 6000 });
    expect(await story.state(id)).to.equal('balance €1.20 is under the daily €2.00; pay €0.80 to go on');
    await story.changePlan(planId, { priceMinor: 3000 });
    expect([await story.state(id), await story.charges(customerId)]).to.deep.equal(['open', ['2026-11-01 100']]);
  });

  it('another plan counts from the next day, under its name', async () => {
    const { id, customerId } = await story.paidLine(10_000);
    const { planId } = await story.line((await story.customer()).id, { name: 'Internet 50M', priceMinor: 9000 });
    await story.changeLine(id, { planId });
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133']);
    await story.passDays(1);
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133', '2026-11-02 300']);
    expect((await story.statement(customerId))[0]).to.deep.include({
      title: 'Internet 50M, November 2026',
      entryCount: 2,
      amountMinor: -433,
    });
  });

  it('paused days are not charged, and the month goes on where it stopped', async () => {
    const { id, customerId } = await story.paidLine(2000);
    await story.passDays(1);
    await story.changeLine(id, { status: 'paused' });
    await story.passDays(4);
    expect(await story.state(id)).to.equal('service: the service is paused');
    await story.changeLine(id, { status: 'active' });
    await story.passDays(1);
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133', '2026-11-02 134', '2026-11-06 133', '2026-11-07 133']);
  });

  it('a day on which it is left and taken up again is charged once', async () => {
    const [paused, left] = [await story.paidLine(2000), await story.paidLine(2000)];
    for (const status of ['paused', 'active', 'stopped', 'active'] as const) await story.changeLine(paused.id, { status });
    for (const billingType of ['manual', 'prepaid']) await story.changeCustomer(left.customerId, { billingType });
    expect(await story.charges(paused.customerId)).to.deep.equal(['2026-11-01 133']);
    expect(await story.charges(left.customerId)).to.deep.equal(['2026-11-01 133', '2026-11-01 -133', '2026-11-01 133']);
    expect(await story.balance(left.customerId)).to.equal(2000 - 133);
  });

  it('a stop is the end of charging and of the add-on’s block', async () => {
    const { id, customerId } = await story.paidLine(133);
    await story.passDays(1);
    await story.changeLine(id, { status: 'stopped' });
    expect(await story.state(id)).to.equal('service: the service is stopped');
    await story.pay(customerId, 1000);
    await story.passDays(2);
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133']);
  });

  it('a pending line is charged from the day on which it is active', async () => {
    const { id: customerId } = await story.customer();
    await story.pay(customerId, 2000);
    const { id } = await story.line(customerId, {}, { status: 'pending' });
    await story.passDays(3);
    await story.changeLine(id, { status: 'active' });
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-04 133']);
  });

  it('a customer who is not active is not charged, and has only that to thank for a shut line', async () => {
    const statuses = ['new', 'blocked', 'inactive'] as const;
    const lines = await Promise.all(statuses.map(() => story.paidLine(133)));
    await story.passDays(1);
    for (const [index, { customerId }] of lines.entries()) {
      await story.changeCustomer(customerId, { status: statuses[index] as (typeof statuses)[number] });
      await story.pay(customerId, 1000);
    }
    await story.passDays(3);
    for (const { id, customerId } of lines) {
      expect(await story.state(id)).to.match(/^customer: the customer is (new; activate the customer to open the line|blocked|inactive)$/);
      expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133']);
      await story.changeCustomer(customerId, { status: 'active' });
      expect([await story.state(id), await story.charges(customerId)]).to.deep.equal(['open', ['2026-11-01 133', '2026-11-05 134']]);
    }
  });

  it('a customer who leaves prepaid is let go, and one who returns is charged from then', async () => {
    const { id, customerId } = await story.paidLine(133);
    await story.passDays(1);
    await story.changeCustomer(customerId, { billingType: 'manual' });
    expect(await story.state(id)).to.equal('open');
    await story.pay(customerId, 1000);
    await story.passDays(3);
    await story.changeCustomer(customerId, { billingType: 'prepaid' });
    expect([await story.state(id), await story.charges(customerId)]).to.deep.equal(['open', ['2026-11-01 133', '2026-11-05 134']]);
  });

  it('a free plan keeps it open without an entry', async () => {
    const { id, customerId } = await story.line((await story.customer()).id, { priceMinor: 0 });
    await story.passDays(2);
    expect([await story.state(id), await story.statement(customerId)]).to.deep.equal(['open', []]);
  });
});

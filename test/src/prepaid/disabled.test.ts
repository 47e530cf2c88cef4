import { BILL_SERVICE, forEachApplication, MONTH_CLOSING } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('While the prepaid add-on is disabled', '2026-11-01T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('nothing is charged and open lines stay open; the days are charged when it is enabled again', async () => {
    const { id, customerId } = await story.paidLine(2000);
    await story.setAddon('disabled');
    await story.passDays(3);
    expect([await story.charges(customerId), await story.state(id)]).to.deep.equal([['2026-11-01 133'], 'open']);
    await story.setAddon('enabled');
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133', '2026-11-02 134', '2026-11-03 133', '2026-11-04 133']);
  });

  it('a shut line stays shut, whatever is paid; it opens when the add-on is enabled again', async () => {
    const { id, customerId } = await story.line((await story.customer()).id);
    await story.setAddon('disabled');
    await story.pay(customerId, 1000);
    await story.passDays(3);
    expect(await story.state(id)).to.equal('balance €0.00 is under the daily €1.33; pay €1.33 to go on');
    await story.setAddon('enabled');
    expect([await story.state(id), await story.charges(customerId)]).to.deep.equal(['open', ['2026-11-04 133']]);
  });

  it('a customer can leave prepaid, and is let go when it is enabled again', async () => {
    const { id, customerId } = await story.line((await story.customer()).id);
    await story.setAddon('disabled');
    await story.changeCustomer(customerId, { billingType: 'manual' });
    expect(await story.state(id)).to.match(/pay €1\.33 to go on/);
    await story.setAddon('enabled');
    expect(await story.state(id)).to.equal('open');
  });

  it('a customer who leaves prepaid has all paid back from that day on, and is not charged twice', async () => {
    const { customerId } = await story.paidLine(8000, { charging: 'month' });
    await story.moveToDay('2026-11-02');
    await story.setAddon('disabled');
    await story.changeCustomer(customerId, { billingType: 'recurring' });
    await app().write((tx) => app().container.resolve(BILL_SERVICE).billNow(tx, customerId));
    expect(await story.balance(customerId)).to.equal(8000 - 4000 - 3867);
    await story.moveToDay('2026-11-05');
    await story.setAddon('enabled');
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 4000', '2026-11-05 -3867']);
    await story.moveToDay('2026-12-01');
    expect(await story.documents(customerId)).to.include('invoice 2026-12-01 133');
    expect((await app().verifyBooks()).findings).to.deep.equal([]);
  });

  it('a customer who leaves prepaid is charged for the days before that, as they were charged then', async () => {
    const { customerId } = await story.paidLine(2000, { basis: 'fixed-30' });
    await story.setAddon('disabled');
    await story.moveToDay('2026-11-04');
    await story.changeCustomer(customerId, { billingType: 'manual' });
    await story.moveToDay('2026-11-10');
    await story.setAddon('enabled');
    await story.passDays(1);
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133', '2026-11-02 134', '2026-11-03 133']);
  });

  it('a customer who leaves prepaid and comes back to it later pays no day twice', async () => {
    const { customerId } = await story.paidLine(8000, { charging: 'month' });
    await story.moveToDay('2026-11-02');
    await story.setAddon('disabled');
    await story.changeCustomer(customerId, { billingType: 'manual' });
    await story.moveToDay('2026-11-05');
    await story.setAddon('enabled');
    await story.changeCustomer(customerId, { billingType: 'prepaid', billingSettings: { charging: 'days', periodDays: 10 } });
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 4000', '2026-11-05 -3867', '2026-11-05 4000']);
  });

  it('a line that is made is charged from the day on which it is enabled again', async () => {
    const { id: customerId } = await story.customer();
    await story.pay(customerId, 2000);
    await story.setAddon('disabled');
    const { id } = await story.line(customerId);
    await story.passDays(3);
    await story.setAddon('enabled');
    expect([await story.state(id), await story.charges(customerId)]).to.deep.equal(['open', ['2026-11-04 133']]);
  });

  it('a new price is made, and counts for all days that are charged when it is enabled again', async () => {
    const { customerId, planId } = await story.paidLine(2000);
    await story.setAddon('disabled');
    await story.passDays(1);
    await story.changePlan(planId, { priceMinor: 6000 });
    await story.passDays(1);
    await story.setAddon('enabled');
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133', '2026-11-02 200', '2026-11-03 200']);
  });

  it('off and on within a day changes nothing', async () => {
    const { id, customerId } = await story.paidLine(2000);
    await story.setAddon('disabled');
    await story.setAddon('enabled');
    expect([await story.charges(customerId), await story.state(id)]).to.deep.equal([['2026-11-01 133'], 'open']);
    await story.passDays(1);
    expect(await story.charges(customerId)).to.have.length(2);
  });

  it('the days of a month that is closed meanwhile are charged once it is enabled again, and count on that day', async () => {
    const { id, customerId } = await story.paidLine(5000);
    await story.setAddon('disabled');
    await story.moveToDay('2026-12-03');
    await app().write((tx) => app().container.resolve(MONTH_CLOSING).close(tx, '2026-11'));
    await story.setAddon('enabled');
    const days = (await story.charges(customerId)).map((charge) => charge.slice(0, 10)).toSorted();
    expect(days).to.deep.equal(['2026-11-01', '2026-12-01', '2026-12-02', ...Array.from({ length: 30 }, () => '2026-12-03')]);
    expect(await story.balance(customerId)).to.equal(5000 - 4000 - 3 * 129);
    expect(await story.state(id)).to.equal('open');
  });
});

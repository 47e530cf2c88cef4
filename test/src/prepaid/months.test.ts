import { forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('A month of prepaid days', '2026-11-29T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  /** What each month of an only line took: `December 2026: 31 days, 4000`. */
  const months = async (customerId: string): Promise<readonly string[]> => {
    const lines = (await story.statement(customerId)).filter(({ kind }) => kind === 'prepaid.day');
    return lines.map(({ title, entryCount, amountMinor }) => `${title.split(', ')[1]}: ${entryCount} days, ${-amountMinor}`).toReversed();
  };

  it('costs the price by the days of the calendar, and 31/30 or 28/30 of it where every month has 30 days', async () => {
    const calendar = await story.customer({ basis: 'calendar' });
    const fixed = await story.customer({ basis: 'fixed-30' });
    for (const { id } of [calendar, fixed]) {
      await story.line(id, { name: `Internet ${id}` });
      await story.pay(id, 20_000);
    }
    for (const day of ['2026-12-01', '2026-12-31', '2027-01-01', '2027-01-15', '2027-02-28', '2027-03-01']) await story.moveToDay(day);
    expect(await months(calendar.id)).to.deep.equal([
      'November 2026: 2 days, 267',
      'December 2026: 31 days, 4000',
      'January 2027: 31 days, 4000',
      'February 2027: 28 days, 4000',
      'March 2027: 1 days, 129',
    ]);
    expect(await months(fixed.id)).to.deep.equal([
      'November 2026: 2 days, 267',
      'December 2026: 31 days, 4133',
      'January 2027: 31 days, 4133',
      'February 2027: 28 days, 3733',
      'March 2027: 1 days, 133',
    ]);
  });

  it('has a day more in a leap year', async () => {
    await story.moveToDay('2028-02-01');
    const lines = [await story.paidLine(10_000, { basis: 'calendar' }), await story.paidLine(10_000, { basis: 'fixed-30' })];
    await story.moveToDay('2028-02-29');
    const [calendar, fixed] = await Promise.all(lines.map(({ customerId }) => story.balance(customerId)));
    expect([calendar, fixed]).to.deep.equal([10_000 - 4000, 10_000 - 3867]);
  });

  it('goes on with the next one’s price of a day at midnight', async () => {
    const { customerId } = await story.paidLine(2000);
    await story.passDays(3);
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-29 133', '2026-11-30 134', '2026-12-01 129', '2026-12-02 129']);
  });

  it('loses no day when the clocks change', async () => {
    await story.moveTo('2027-03-27T22:59:59Z');
    const { customerId } = await story.paidLine(2000);
    for (const at of ['2027-03-27T23:00:00Z', '2027-03-28T21:59:59Z', '2027-03-28T22:00:00Z']) await story.moveTo(at);
    expect(await story.charges(customerId)).to.deep.equal(['2027-03-27 129', '2027-03-28 129', '2027-03-29 129']);
  });
});

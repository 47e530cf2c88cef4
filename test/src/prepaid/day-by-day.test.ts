import { forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

const FIFTEEN_DAYS = Array.from({ length: 15 }, (_, day) => `2026-11-${String(day + 1).padStart(2, '0')} ${day % 3 === 1 ? 134 : 133}`);

forEachApplication('A prepaid line', '2026-11-01T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('on a plan of 40.00 lasts exactly 15 days for 20.00, is shut on the 16th and opened by a payment, on either basis', async () => {
    const lines = [await story.paidLine(2000, { basis: 'calendar' }), await story.paidLine(2000, { basis: 'fixed-30' })];
    await story.passDays(14);
    for (const { id, customerId } of lines) {
      expect(await story.charges(customerId)).to.deep.equal(FIFTEEN_DAYS);
      expect([await story.balance(customerId), await story.state(id)]).to.deep.equal([0, 'open']);
    }
    await story.passDays(1);
    for (const { id, customerId } of lines) {
      expect(await story.state(id)).to.equal('balance €0.00 is under the daily €1.33; pay €1.33 to go on');
      expect(await story.charges(customerId)).to.deep.equal(FIFTEEN_DAYS);
      await story.pay(customerId, 1000);
      expect(await story.charges(customerId)).to.deep.equal([...FIFTEEN_DAYS, '2026-11-16 133']);
      expect([await story.balance(customerId), await story.state(id)]).to.deep.equal([867, 'open']);
    }
  });

  it('is shut until something is paid, and opens with the very cent that is missing', async () => {
    const { id, customerId } = await story.line((await story.customer()).id);
    expect(await story.state(id)).to.equal('balance €0.00 is under the daily €1.33; pay €1.33 to go on');
    await story.pay(customerId, 132);
    expect(await story.state(id)).to.equal('balance €1.32 is under the daily €1.33; pay €0.01 to go on');
    await story.pay(customerId, 1);
    expect([await story.state(id), await story.balance(customerId)]).to.deep.equal(['open', 0]);
  });

  it('is charged when the day begins in the company’s time zone', async () => {
    const { customerId } = await story.paidLine(2000);
    await story.moveTo('2026-11-01T22:59:59.999Z');
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133']);
    await story.moveTo('2026-11-01T23:00:00.000Z');
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133', '2026-11-02 134']);
  });

  it('is shown to the customer as one line that grows every day, over an entry a day', async () => {
    const { customerId } = await story.line((await story.customer()).id, { name: 'Internet 5M' });
    await story.pay(customerId, 2000);
    const november = { kind: 'prepaid.day', title: 'Internet 5M, November 2026', firstDate: '2026-11-01' };
    for (const [day, amountMinor] of [-133, -267, -400].entries()) {
      const [line, payment] = await story.statement(customerId);
      const grown = { ...november, lastDate: `2026-11-0${day + 1}`, entryCount: day + 1, amountMinor };
      expect(line).to.deep.include(grown);
      expect(payment).to.deep.include({ kind: 'payment.cash', amountMinor: 2000 });
      expect(await story.charges(customerId)).to.have.length(day + 1);
      await story.passDays(1);
    }
  });

  it('says since when it is shut, and not anew every day', async () => {
    const { id } = await story.paidLine(133);
    await story.passDays(1);
    const sinceMs = app().nowMs;
    await story.passDays(3);
    expect((await story.access(id)).reasons).to.deep.equal([
      { source: 'prepaid', effect: 'block', text: 'balance €0.00 is under the daily €1.34; pay €1.34 to go on', sinceMs },
    ]);
  });
});

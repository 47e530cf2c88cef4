import { aLine, anInvoice, FOLLOW_UP_SERVICE, forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('A payment of a prepaid customer', '2026-11-01T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('pays for today and not for the days on which the line was shut', async () => {
    const { id, customerId } = await story.paidLine(133);
    await story.passDays(5);
    await story.pay(customerId, 1000);
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133', '2026-11-06 134']);
    expect(await story.state(id)).to.equal('open');
    await story.passDays(1);
    expect((await story.charges(customerId)).at(-1)).to.equal('2026-11-07 133');
  });

  it('opens the line as well when the money is what a credit note leaves on the balance', async () => {
    const { id, customerId } = await story.paidLine(133);
    const { id: invoiceId } = await anInvoice(app(), customerId, { lines: [aLine({ unitPriceMinor: 500, taxCode: null })] });
    await story.pay(customerId, 500);
    await story.passDays(1);
    expect(await story.state(id)).to.include('pay');
    await app().write((tx) => app().container.resolve(FOLLOW_UP_SERVICE).credit(tx, invoiceId, {}, { idempotencyKey: 'credit' }));
    await app().settle();
    expect([await story.state(id), await story.balance(customerId)]).to.deep.equal(['open', 366]);
  });

  it('opens the line as well when an invoice is written off', async () => {
    const { id, customerId } = await story.line((await story.customer({ minimalBalanceMinor: -1000 })).id);
    const { id: invoiceId } = await anInvoice(app(), customerId, { lines: [aLine({ unitPriceMinor: 2000, taxCode: null })] });
    await app().settle();
    await story.passDays(1);
    expect(await story.state(id)).to.include('pay');
    const asked = { reason: 'never delivered' };
    await app().write((tx) => app().container.resolve(FOLLOW_UP_SERVICE).writeOff(tx, invoiceId, asked, { idempotencyKey: 'write-off' }));
    await app().settle();
    expect(await story.state(id)).to.equal('open');
  });

  it('that is sent twice under one key counts once', async () => {
    const { customerId } = await story.line((await story.customer()).id);
    const first = await story.pay(customerId, 2000, 'bank-4711');
    const second = await story.pay(customerId, 2000, 'bank-4711');
    expect(second).to.deep.equal(first);
    expect([await story.balance(customerId), await story.charges(customerId)]).to.deep.equal([1867, ['2026-11-01 133']]);
  });

  it('charges the day once, however many come at the same time', async () => {
    const { id, customerId } = await story.line((await story.customer()).id);
    await Promise.all(Array.from({ length: 8 }, () => story.payUnnoticed(customerId, 100)));
    await app().settle();
    expect([await story.balance(customerId), await story.charges(customerId), await story.state(id)]).to.deep.equal([
      667,
      ['2026-11-01 133'],
      'open',
    ]);
  });

  it('changes nothing when it is told of again, days later', async () => {
    const { id, customerId } = await story.paidLine(400);
    await story.passDays(2);
    const charges = await story.charges(customerId);
    expect(charges).to.have.length(3);
    await story.deliverAllAgain();
    expect([await story.charges(customerId), await story.balance(customerId), await story.state(id)]).to.deep.equal([charges, 0, 'open']);
    await story.passDays(1);
    const reason = await story.state(id);
    await story.deliverAllAgain();
    expect([await story.charges(customerId), await story.balance(customerId), await story.state(id)]).to.deep.equal([charges, 0, reason]);
  });

  it('pays from the day on which it was made, also if the clock goes on before anybody has heard of it', async () => {
    const { id, customerId } = await story.line((await story.customer()).id);
    await story.payUnnoticed(customerId, 2000);
    await story.moveToDay('2026-11-16');
    expect(await story.charges(customerId)).to.have.length(15);
    expect([await story.balance(customerId), await story.state(id)]).to.deep.equal([
      0,
      'balance €0.00 is under the daily €1.33; pay €1.33 to go on',
    ]);
  });
});

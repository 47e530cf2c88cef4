import { forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('A prepaid customer', '2026-11-01T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('with two lines has each charged by itself, in the order of their making', async () => {
    const { id: customerId } = await story.customer();
    const [first, second] = [await story.line(customerId), await story.line(customerId, { priceMinor: 6000 })];
    await story.pay(customerId, 1000);
    expect([await story.charges(customerId, first.id), await story.charges(customerId, second.id)]).to.deep.equal([
      ['2026-11-01 133'],
      ['2026-11-01 200'],
    ]);
    await story.passDays(2);
    expect([await story.balance(customerId), await story.state(first.id), await story.state(second.id)]).to.deep.equal([0, 'open', 'open']);
    expect((await story.statement(customerId)).map(({ amountMinor }) => amountMinor)).to.deep.equal([-600, -400, 1000]);
  });

  it('with two lines and too little for one keeps the other, and is told for each what to pay', async () => {
    const { id: customerId } = await story.customer();
    const [dear, cheap] = [await story.line(customerId, { priceMinor: 6000 }), await story.line(customerId, { priceMinor: 3000 })];
    await story.pay(customerId, 150);
    expect([await story.state(dear.id), await story.state(cheap.id), await story.balance(customerId)]).to.deep.equal([
      'balance €0.50 is under the daily €2.00; pay €1.50 to go on',
      'open',
      50,
    ]);
    await story.passDays(1);
    expect([await story.state(dear.id), await story.state(cheap.id)]).to.deep.equal([
      'balance €0.50 is under the daily €2.00; pay €1.50 to go on',
      'balance €0.50 is under the daily €3.00 of 2 services; pay €2.50 to go on',
    ]);
    await story.pay(customerId, 250);
    expect([await story.state(dear.id), await story.state(cheap.id), await story.balance(customerId)]).to.deep.equal(['open', 'open', 0]);
  });

  it('with a line that goes on once a dearer one is shut is warned of both blocks, and told the days of what runs', async () => {
    const { id: customerId } = await story.customer();
    const dear = await story.line(customerId, { name: 'Dear', priceMinor: 6000 });
    const cheap = await story.line(customerId, { name: 'Cheap', priceMinor: 900 });
    await story.pay(customerId, 780);
    expect(await story.outlook(customerId)).to.deep.include({ summary: '2 days left for 1 of 2 services', blocksOn: '2026-11-04' });
    await story.passDays(3);
    expect([await story.state(cheap.id), await story.told(customerId, 'prepaid.blockSoon')]).to.deep.equal([
      'open',
      [
        `Dear (${dear.login}) will be blocked on 4 November 2026`,
        `Dear (${dear.login}) will be blocked on 4 November 2026`,
        `Cheap (${cheap.login}) will be blocked on 7 November 2026`,
      ],
    ]);
    expect(await story.outlook(customerId)).to.deep.include({
      summary: '1 of 2 services blocked: pay €1.40 to go on; 2 days left for the rest',
      daysLeft: 2,
      blocksOn: '2026-11-07',
      missingMinor: 140,
    });
    await story.passDays(2);
    expect([await story.state(cheap.id), (await story.told(customerId, 'prepaid.blockSoon')).length]).to.deep.equal(['open', 5]);
    await story.passDays(1);
    expect([await story.state(dear.id), await story.state(cheap.id)].join()).to.not.include('open');
    await story.pay(customerId, 230);
    expect(await story.outlook(customerId)).to.deep.include({ summary: '0 days left', blocksOn: '2026-11-08' });
  });

  it('does not share a balance with another', async () => {
    const [rich, poor] = [await story.paidLine(2000), await story.paidLine(133)];
    await story.passDays(1);
    expect([await story.state(rich.id), await story.balance(rich.customerId)]).to.deep.equal(['open', 2000 - 267]);
    expect([await story.state(poor.id), await story.balance(poor.customerId)]).to.deep.equal([
      'balance €0.00 is under the daily €1.34; pay €1.34 to go on',
      0,
    ]);
  });

  it('with credit of 10.00 and nothing paid stays open for 7 days, down to -9.33', async () => {
    const { id, customerId } = await story.line((await story.customer({ minimalBalanceMinor: -1000 })).id);
    await story.passDays(6);
    expect([await story.state(id), await story.balance(customerId)]).to.deep.equal(['open', -933]);
    await story.passDays(1);
    expect([await story.state(id), await story.balance(customerId)]).to.deep.equal([
      'balance -€9.33 less the daily €1.34 is under the minimal balance -€10.00; pay €0.67 to go on',
      -933,
    ]);
    await story.pay(customerId, 67);
    expect([await story.state(id), await story.balance(customerId)]).to.deep.equal(['open', -1000]);
  });

  it('with a minimal balance over 0 keeps that much untouched', async () => {
    const { id, customerId } = await story.paidLine(1000, { minimalBalanceMinor: 900 });
    expect(await story.state(id)).to.equal('balance €10.00 less the daily €1.33 is under the minimal balance €9.00; pay €0.33 to go on');
    await story.pay(customerId, 33);
    expect([await story.state(id), await story.balance(customerId)]).to.deep.equal(['open', 900]);
  });

  it('is opened by a lower minimal balance at once, and shut by a higher one from the next day', async () => {
    const { id, customerId } = await story.paidLine(100);
    expect(await story.state(id)).to.match(/pay €0\.33/);
    await story.changeCustomer(customerId, { billingSettings: { minimalBalanceMinor: -1000 } });
    expect([await story.state(id), await story.charges(customerId)]).to.deep.equal(['open', ['2026-11-01 133']]);
    await story.changeCustomer(customerId, { billingSettings: { minimalBalanceMinor: 0 } });
    expect(await story.state(id)).to.equal('open');
    await story.passDays(1);
    expect(await story.state(id)).to.equal('balance -€0.33 is under the daily €1.34; pay €1.67 to go on');
  });
});

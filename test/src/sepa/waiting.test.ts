import { sqlOf } from '@tapline/core/testing';
import { expect } from 'chai';
import { bankFile, batchCredit, rejections } from './bank.js';
import { BankFileStory, type Line } from './bank-file-story.js';
import { forEachSepaStory } from './sepa-story.js';

const DAY = '2026-11-05';

forEachSepaStory('What waits of bank files', '2026-11-03T09:00:00Z', (app, story) => {
  const bank = new BankFileStory(app, story);

  before(() => app().moveTo('2026-11-06T09:00:00Z'));

  it('holds up neither later imports nor other lines that wait, also where it cannot be booked', async () => {
    const names = async (from: string, to: string): Promise<void> => {
      await app().write((tx) => sqlOf(tx)('payment_attempt').where({ reference: from }).update({ reference: to }));
    };
    const [lost, well] = [await bank.collected(2), await bank.collected(2)];
    for (const { orders } of [lost, well]) await bank.take(bankFile('053', batchCredit(orders.slice(1), { day: DAY })));
    const missing = lost.orders[1]?.endToEndId ?? '';
    await names(missing, `${missing}-lost`);
    for (const { orders } of [lost, well]) {
      const told = await bank.take(rejections(orders.slice(0, 1), 'AC01'));
      expect([told.state, told.counts]).to.deep.equal(['booked', { booked: 1 }]);
    }
    expect(await bank.balances(well.customerIds)).to.have.members([-5000, 0]);
    const { lines } = await story.ask<{ lines: readonly Line[] }>('waiting', {});
    expect(lines.map(({ words }) => words)).to.have.length(1);
    expect(lines[0]?.words).to.include('could not be booked').and.to.include(missing);
    await names(`${missing}-lost`, missing);
    await bank.take(bankFile('053'));
    expect(await bank.balances(lost.customerIds)).to.have.members([-5000, 0]);
    expect(await story.ask<{ lines: readonly Line[] }>('waiting', {})).to.deep.equal({ lines: [] });
  });
});

import { setImmediate as letOthers } from 'node:timers/promises';
import { aCustomer, sqlOf } from '@tapline/core/testing';
import { expect } from 'chai';
import { bankFile, batchCredit, rejections, transfer } from './bank.js';
import { BankFileStory, type Line } from './bank-file-story.js';
import { forEachSepaStory } from './sepa-story.js';

const DAY = '2026-11-05';
const ROUNDS = 8;
/** Of the event loop, between the beginnings of two that race. */
const TURNS = 5;

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

  it('is booked once where a person gives a sum to a customer at the moment in which a file that itemizes it is booked', async () => {
    const [payer, named] = [await aCustomer(app()), await aCustomer(app())];
    const entry = (reference: string, details: string): string =>
      transfer('10.00', '', { day: DAY, reference }).replace(/<NtryDtls>.*<\/NtryDtls>/, `<NtryDtls>${details}</NtryDtls>`);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const [item = ''] = /<TxDtls>.*<\/TxDtls>/.exec(transfer('5.00', `Customer ${named.number} round ${round}`, { day: DAY })) ?? [];
      const { lines } = await bank.take(bankFile('054', entry(`RACE-${round}`, '<Btch><NbOfTxs>2</NbOfTxs></Btch>')));
      const items = await bank.preview(bankFile('053', entry(`RACE-${round}`, item + item)));
      const booked = story.askOnly('book-import', { import: items.import });
      for (let turn = 0; turn < round * TURNS; turn += 1) await letOthers();
      await Promise.allSettled([booked, story.askOnly('assign', { line: lines[0]?.line ?? '', customers: [String(payer.number)] })]);
      const [ofPayer = 0, ofNamed = 0] = await bank.balances([payer.id, named.id]);
      expect(ofPayer + ofNamed, `round ${round}`).to.equal(round * 1000);
    }
  });
});

import { LEDGER_SERVICE } from '@tapline/core/testing';
import { expect } from 'chai';
import { bankFile, batchCredit, type Ordered, returns } from './bank.js';
import { BankFileStory } from './bank-file-story.js';
import { forEachSepaStory } from './sepa-story.js';

const DAY_MS = 86_400_000;
/** When the bank has the money, when one of them comes back, and when another customer has asked for it back. */
const [CREDITED, BROKE, ASKED_BACK] = [1, 5, 43];
const LAST_DAY = 45;

forEachSepaStory('Six weeks of a SEPA collection', '2026-11-03T09:00:00Z', (app, story) => {
  const bank = new BankFileStory(app, story);

  for (const order of [undefined, ...ordersOf([0, 1, 2])]) {
    const when = order === undefined ? 'on its day' : `six weeks later, in the order ${order.join()}`;
    it(`told ${when}, and twice, leave the same books, day by day`, async () => {
      const beganMs = app().nowMs;
      const day = (number: number): string => new Date(beganMs + number * DAY_MS).toISOString().slice(0, 10);
      const { customerIds, orders } = await bank.collected(3);
      const [refunded, broke] = orders as [Ordered, Ordered, Ordered];
      const files = [
        { on: CREDITED, text: bankFile('053', batchCredit(orders, { day: day(CREDITED) })) },
        { on: BROKE, text: bankFile('053', returns([broke], 'AM04', { day: day(BROKE), fee: 3 })) },
        { on: ASKED_BACK, text: bankFile('053', returns([refunded], 'MD06', { day: day(ASKED_BACK) })) },
      ];
      for (const { on, text } of files) {
        await app().moveTo(beganMs + on * DAY_MS);
        if (order === undefined) for (const _ of [1, 2]) await bank.take(text);
      }
      await app().moveTo(beganMs + LAST_DAY * DAY_MS);
      for (const _ of [1, 2]) for (const index of order ?? []) await bank.take(files[index]?.text ?? '');
      const standing = await Promise.all(customerIds.map((id) => bank.standing(id)));
      expect(standing.map((each) => each.join()).toSorted()).to.deep.equal(['-5000,5000', '-5000,5000', '0']);
      // What each of them had at the end of the days on which something happened.
      const ledger = app().container.resolve(LEDGER_SERVICE);
      const asOf = (id: string): Promise<readonly number[]> =>
        app().view(async (tx) => {
          const balances: number[] = [];
          for (const number of [0, CREDITED, BROKE, ASKED_BACK - 1, ASKED_BACK])
            balances.push(await ledger.balanceAsOf(tx, id, day(number)));
          return balances;
        });
      const byDay = (await Promise.all(customerIds.map(asOf))).map((each) => each.join()).toSorted();
      expect(byDay).to.deep.equal(['-5000,0,-5000,-5000,-5000', '-5000,0,0,0,-5000', '-5000,0,0,0,0']);
      expect(await story.ask('waiting', {})).to.deep.equal({ lines: [] });
    });
  }
});

function ordersOf(numbers: readonly number[]): readonly (readonly number[])[] {
  if (numbers.length < 2) return [numbers];
  return numbers.flatMap((first) => ordersOf(numbers.filter((other) => other !== first)).map((rest) => [first, ...rest]));
}

import { expect } from 'chai';
import fc from 'fast-check';
import { settle } from './settle.js';

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

describe('What pays what', () => {
  it('lets the oldest credit pay the oldest debit, over as many as it takes', () => {
    const debits = [
      { id: 'i1', openMinor: 50 },
      { id: 'i2', openMinor: 70 },
    ];
    const credits = [
      { id: 'p1', openMinor: 30 },
      { id: 'p2', openMinor: 60 },
    ];
    expect(settle({ availableMinor: 90, debits, credits })).to.deep.equal([
      { debitId: 'i1', creditId: 'p1', amountMinor: 30 },
      { debitId: 'i1', creditId: 'p2', amountMinor: 20 },
      { debitId: 'i2', creditId: 'p2', amountMinor: 40 },
    ]);
  });

  it('does not spend what charges without an invoice have used up, the oldest money first', () => {
    const credits = [
      { id: 'p1', openMinor: 100 },
      { id: 'p2', openMinor: 20 },
    ];
    expect(settle({ availableMinor: 20, debits: [{ id: 'i', openMinor: 50 }], credits })).to.deep.equal([
      { debitId: 'i', creditId: 'p2', amountMinor: 20 },
    ]);
  });

  it('takes money that came by no payment from the balance', () => {
    expect(settle({ availableMinor: 30, debits: [{ id: 'i', openMinor: 50 }], credits: [{ id: 'p', openMinor: 10 }] })).to.deep.equal([
      { debitId: 'i', creditId: 'p', amountMinor: 10 },
      { debitId: 'i', creditId: null, amountMinor: 20 },
    ]);
  });

  it('pays all that the balance can, and never more than is open or available', () => {
    const items = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 8 });
    fc.assert(
      fc.property(items, items, fc.integer({ min: -1000, max: 9000 }), (owed, paid, availableMinor) => {
        const debits = owed.map((openMinor, index) => ({ id: `d${index}`, openMinor }));
        const credits = paid.map((openMinor, index) => ({ id: `c${index}`, openMinor }));
        const allocations = settle({ availableMinor, debits, credits });
        const of = (key: 'debitId' | 'creditId', id: string) =>
          sum(allocations.filter((each) => each[key] === id).map(({ amountMinor }) => amountMinor));
        for (const { id, openMinor } of debits) expect(of('debitId', id)).to.be.at.most(openMinor);
        for (const { id, openMinor } of credits) expect(of('creditId', id)).to.be.at.most(openMinor);
        expect(allocations.every(({ amountMinor }) => amountMinor > 0)).to.equal(true);
        expect(sum(allocations.map(({ amountMinor }) => amountMinor))).to.equal(Math.max(0, Math.min(availableMinor, sum(owed))));
      }),
    );
  });
});

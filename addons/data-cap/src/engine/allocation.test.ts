import { expect } from 'chai';
import fc from 'fast-check';
import { allocate, type CountedHour, inOrderOfUse, type Payer, paysIn } from './allocation.js';

const HOUR_MS = 3_600_000;
const HOURS = 6;

const payer = fc
  .record({
    amount: fc.bigInt({ min: 0n, max: 4n }),
    from: fc.nat({ max: HOURS - 1 }),
    length: fc.integer({ min: 1, max: HOURS }),
    isEndless: fc.boolean(),
  })
  .map(
    ({ amount, from, length, isEndless }): Payer => ({
      amount,
      validFromMs: from * HOUR_MS,
      expiresAtMs: isEndless ? null : (from + length) * HOUR_MS,
    }),
  );
const payers = fc.array(payer, { maxLength: 3 }).map(inOrderOfUse);
const hours = fc
  .array(fc.bigInt({ min: 0n, max: 3n }), { minLength: 1, maxLength: HOURS })
  .map((counted): readonly CountedHour[] => counted.map((each, hour) => ({ hourMs: hour * HOUR_MS, counted: each })));

/** The least that any way of giving octets to payers leaves unpaid: tries them all. */
function leastUnpaid(counted: readonly CountedHour[], all: readonly Payer[]): bigint {
  const octets = counted.flatMap(({ hourMs, counted: count }) => Array.from({ length: Number(count) }, () => hourMs));
  const known = new Map<string, bigint>();
  const best = (at: number, left: readonly bigint[]): bigint => {
    const hourMs = octets[at];
    if (hourMs === undefined) return 0n;
    const key = `${at} ${left.join()}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let least = 1n + best(at + 1, left);
    for (const [index, rest] of left.entries()) {
      if (rest === 0n || !paysIn(all[index] as Payer, hourMs)) continue;
      const withIt = best(
        at + 1,
        left.map((each, other) => (other === index ? each - 1n : each)),
      );
      if (withIt < least) least = withIt;
    }
    known.set(key, least);
    return least;
  };
  return best(
    0,
    all.map(({ amount }) => amount),
  );
}

describe('Giving octets to what pays for them', () => {
  it('gives each octet to one payer, which has it and whose time it is, or to none', () => {
    fc.assert(
      fc.property(hours, payers, (counted, all) => {
        const { paid, unpaid, unpaidHours } = allocate(counted, all);
        const sum = counted.reduce((total, each) => total + each.counted, 0n);
        expect(paid.reduce((total, each) => total + each, unpaid)).to.equal(sum);
        for (const [index, part] of paid.entries()) {
          const { amount } = all[index] as Payer;
          const inItsTime = counted
            .filter(({ hourMs }) => paysIn(all[index] as Payer, hourMs))
            .reduce((total, each) => total + each.counted, 0n);
          expect(part <= amount && part <= inItsTime && part >= 0n).to.equal(true);
        }
        expect(unpaidHours.reduce((total, hour) => total + hour.unpaid, 0n)).to.equal(unpaid);
      }),
    );
  });

  it('pays for what the hours add up to, where one of them has less than nothing', () => {
    const any = fc.array(fc.bigInt({ min: -9n, max: 9n }), { maxLength: HOURS });
    fc.assert(
      fc.property(any, payers, (counts, all) => {
        const counted = counts.map((each, hour) => ({ hourMs: hour * HOUR_MS, counted: each }));
        const { paid, unpaid } = allocate(counted, all);
        const sum = counts.reduce((total, each) => total + each, 0n);
        expect(paid.reduce((total, each) => total + each, unpaid)).to.equal(sum > 0n ? sum : 0n);
      }),
    );
    const debt = [5n, -7n, 4n].map((each, hour) => ({ hourMs: hour * HOUR_MS, counted: each }));
    expect(allocate(debt, []).unpaidHours).to.deep.equal([{ hourMs: 0, hourEndMs: HOUR_MS, unpaid: 2n }]);
  });

  it('does not depend on the order in which hours are given', () => {
    fc.assert(
      fc.property(hours, payers, (counted, all) => {
        expect(allocate(counted.toReversed(), all)).to.deep.equal(allocate(counted, all));
      }),
    );
  });

  it('wastes least: no other way to give them leaves less unpaid', () => {
    fc.assert(
      fc.property(hours, payers, (counted, all) => {
        expect(allocate(counted, all).unpaid).to.equal(leastUnpaid(counted, all));
      }),
      { numRuns: 2_000 },
    );
  });
});

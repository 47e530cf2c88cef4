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
    after: fc.option(fc.bigInt({ min: 0n, max: 3n }), { nil: undefined }),
  })
  .map(
    ({ amount, from, length, isEndless, after }): Payer => ({
      amount,
      validFromMs: from * HOUR_MS,
      expiresAtMs: isEndless ? null : (from + length) * HOUR_MS,
      cameAt: after === undefined ? undefined : { hourMs: from * HOUR_MS, counted: after },
    }),
  );
const payers = fc.array(payer, { maxLength: 3 }).map(inOrderOfUse);
const hours = fc
  .array(fc.bigInt({ min: 0n, max: 3n }), { minLength: 1, maxLength: HOURS })
  .map((counted): readonly CountedHour[] => counted.map((each, hour) => ({ hourMs: hour * HOUR_MS, counted: each })));

/** Whether it may pay for the octet with so many before it in its hour. */
function mayPay(of: Payer, { hourMs, before }: { readonly hourMs: number; readonly before: bigint }): boolean {
  return paysIn(of, hourMs) && (of.cameAt?.hourMs !== hourMs || of.cameAt.counted <= before);
}

function octetsOf(counted: readonly CountedHour[]): readonly { readonly hourMs: number; readonly before: bigint }[] {
  return counted.flatMap(({ hourMs, counted: count }) =>
    Array.from({ length: Number(count) }, (_, at) => ({ hourMs, before: BigInt(at) })),
  );
}

/** The least that any way of giving octets to payers leaves unpaid: tries them all. */
function leastUnpaid(counted: readonly CountedHour[], all: readonly Payer[]): bigint {
  const octets = octetsOf(counted);
  const known = new Map<string, bigint>();
  const best = (at: number, left: readonly bigint[]): bigint => {
    const octet = octets[at];
    if (octet === undefined) return 0n;
    const key = `${at} ${left.join()}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let least = 1n + best(at + 1, left);
    for (const [index, rest] of left.entries()) {
      if (rest === 0n || !mayPay(all[index] as Payer, octet)) continue;
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
        const { paid, unpaid, unpaidParts } = allocate(counted, all);
        const sum = counted.reduce((total, each) => total + each.counted, 0n);
        expect(paid.reduce((total, each) => total + each, unpaid)).to.equal(sum);
        for (const [index, part] of paid.entries()) {
          const { amount } = all[index] as Payer;
          const inItsTime = BigInt(octetsOf(counted).filter((octet) => mayPay(all[index] as Payer, octet)).length);
          expect(part <= amount && part <= inItsTime && part >= 0n).to.equal(true);
        }
        expect(unpaidParts.reduce((total, part) => total + part.unpaid, 0n)).to.equal(unpaid);
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
    expect(allocate(debt, []).unpaidParts).to.deep.equal([{ end: { hourMs: 0, counted: 2n }, hourEndMs: HOUR_MS, unpaid: 2n }]);
  });

  it('does not depend on the order in which hours are given', () => {
    fc.assert(
      fc.property(hours, payers, (counted, all) => {
        expect(allocate(counted.toReversed(), all)).to.deep.equal(allocate(counted, all));
      }),
    );
  });

  it('stays as it is where payers are cut to what they have paid', () => {
    fc.assert(
      fc.property(hours, payers, (counted, all) => {
        const allocation = allocate(counted, all);
        const cut = all.map((each, at) => ({ ...each, amount: allocation.paid[at] as bigint }));
        expect(allocate(counted, cut)).to.deep.equal(allocation);
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

import { addDays } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { type PaidPeriod, paidPartsOf, periodFrom, shareOf, withPaid } from './paid-period.js';

const MONTH = { charging: 'month', periodDays: 30 } as const;
const day = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2026-01-01', days));
const rhythm = fc.oneof(
  fc.constant(MONTH),
  fc.record({ charging: fc.constant('days' as const), periodDays: fc.integer({ min: 1, max: 365 }) }),
);
const price = fc.integer({ min: 0, max: 10_000_000 });

function paid(startsOn: string, of: Parameters<typeof periodFrom>[1], priceMinor: number): PaidPeriod {
  return { ...of, ...periodFrom(startsOn, of, null), priceMinor, paidFrom: startsOn, priceBeforeMinor: priceMinor };
}

describe('a prepaid period', () => {
  it('comes back to the day on which the first began, after months that have no such day', () => {
    let period = paid('2027-01-31', MONTH, 4000);
    const starts = Array.from({ length: 4 }, () => {
      const { startsOn, endsBefore } = period;
      period = { ...period, ...periodFrom(endsBefore, MONTH, period) };
      return startsOn;
    });
    expect(starts).to.deep.equal(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']);
  });

  it('begins anew where days lie between', () => {
    const first = paid('2027-01-31', MONTH, 4000);
    expect(periodFrom('2027-03-02', MONTH, first)).to.deep.equal({ startsOn: '2027-03-02', endsBefore: '2027-04-02', anchorDay: 2 });
  });

  it('lasts so many days where days are counted', () => {
    expect(periodFrom('2026-11-25', { charging: 'days', periodDays: 7 }, null).endsBefore).to.equal('2026-12-02');
  });

  it('costs its price however it is cut', () => {
    fc.assert(
      fc.property(
        day,
        rhythm,
        price,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
        (startsOn, of, priceMinor, cuts) => {
          const period = periodFrom(startsOn, of, null);
          const length = Math.round((Date.parse(period.endsBefore) - Date.parse(startsOn)) / 86_400_000);
          const inside = cuts.map((cut) => addDays(startsOn, Math.floor(cut * length))).sort();
          const edges = [startsOn, ...inside, period.endsBefore];
          const parts = edges.slice(1).map((before, index) => shareOf(period, priceMinor, edges[index] as string, before));
          expect(parts.reduce((sum, part) => sum + part, 0)).to.equal(priceMinor);
        },
      ),
    );
  });

  it('knows what the last day cost, and as what it was charged, after its price has changed', () => {
    const before = { ...paid('2026-11-01', MONTH, 3000), itemId: 'first' };
    const once = withPaid(before, { from: '2026-11-16', priceMinor: 6000, itemId: 'second' });
    const changed = withPaid(once, { from: '2026-11-16', priceMinor: 9000, itemId: 'third' });
    const parts = (from: string, to: string) => paidPartsOf(changed, from, to).map(({ itemId, amountMinor }) => `${itemId} ${amountMinor}`);
    expect(parts('2026-11-15', '2026-12-01')).to.deep.equal(['first 100', 'third 4500']);
    expect(parts('2026-11-15', '2026-11-16')).to.deep.equal(['first 100']);
    expect(parts('2026-11-20', '2026-12-01')).to.deep.equal(['third 3300']);
  });
});

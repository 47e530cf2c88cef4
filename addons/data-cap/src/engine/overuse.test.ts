import { expect } from 'chai';
import { HUNDREDTHS } from './cap-rules.js';
import { startedUnits } from './overuse.js';

const GB = 1_000_000_000n;

describe('What over-use costs', () => {
  it('is each started unit beyond what is charged for already', () => {
    const rule = { priceMinor: 100, unitOctets: GB };
    expect([0n, 1n, GB, GB + 1n].map((octets) => startedUnits(rule, octets * HUNDREDTHS))).to.deep.equal([0n, 1n, 1n, 2n]);
    expect(startedUnits(rule, 10n * GB * HUNDREDTHS, 10n * GB)).to.equal(0n);
    expect(startedUnits(rule, (10n * GB + 1n) * HUNDREDTHS, 10n * GB)).to.equal(1n);
    expect(startedUnits(undefined, GB)).to.equal(0n);
  });

  it('counts traffic once, though the unit changes', () => {
    const small = { priceMinor: 10, unitOctets: GB / 10n };
    expect(startedUnits(small, 10n * GB * HUNDREDTHS, 10n * GB)).to.equal(0n);
    expect(startedUnits(small, (10n * GB + GB / 10n) * HUNDREDTHS, 10n * GB)).to.equal(1n);
    expect(startedUnits({ priceMinor: 100, unitOctets: GB }, 2n * GB * HUNDREDTHS, GB + GB / 2n)).to.equal(1n);
  });
});

import { expect } from 'chai';
import { OCTETS_PATTERN, parseOctets } from './octets.js';

describe('Amounts of data', () => {
  it('are read in decimal and binary units, to the octet', () => {
    expect(['10 GB', '1.5TB', '700 MiB', '2 GiB', '12 B', '0.5 kB'].map(parseOctets)).to.deep.equal([
      10_000_000_000n,
      1_500_000_000_000n,
      734_003_200n,
      1n << 31n,
      12n,
      500n,
    ]);
  });

  it('are refused without a unit, below zero, and as words; the pattern says the same', () => {
    for (const text of ['10', '-1 GB', 'much', '1,5 GB', '1 GiGB', ''])
      expect([parseOctets(text), new RegExp(OCTETS_PATTERN).test(text)]).to.deep.equal([undefined, false]);
  });
});

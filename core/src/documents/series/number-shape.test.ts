import { expect } from 'chai';
import fc from 'fast-check';
import { formatNumber } from './number-format.js';
import { canShareNumber } from './number-shape.js';

describe('Two formats of numbers', () => {
  it('are told apart by what cannot be a digit, or by how many there are', () => {
    for (const [one, other, shares] of [
      ['{year}{next|6}', '{year}{next|6}', true],
      ['{year}{next|6}', '{next}', true],
      ['{year}{next|6}', '2026{next|6}', true],
      ['{year}{next|6}', 'P{year}{next|6}', false],
      ['F{next}', 'F-{next}', false],
      ['F{year}-{next}', 'F{year|2}-{next}', false],
      ['F{year}-{next}', 'F{next}-{customer}', true],
      ['{next}/A', '{next}/B', false],
      ['{year}/{next|6}', '{next}/{year}', false],
    ] as const) {
      expect([canShareNumber(one, other), canShareNumber(other, one)], `${one} ${other}`).to.deep.equal([shares, shares]);
    }
  });

  it('never share a number where it says that they cannot', () => {
    const part = fc.constantFrom('{year}', '{year|2}', '{month}', '{customer}', '{next}', '{next|3}', '-', 'A', '1');
    const format = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    const values = fc.record({
      next: fc.integer({ min: 1, max: 2000 }),
      date: fc.constantFrom('2026-01-11', '2011-12-31'),
      customer: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(format, format, values, values, (one, other, first, second) => {
        if (formatNumber(one, first) === formatNumber(other, second)) expect(canShareNumber(one, other)).to.equal(true);
      }),
      { numRuns: 3000 },
    );
  });
});

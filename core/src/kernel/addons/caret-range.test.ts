import { expect } from 'chai';
import { isInCaretRange } from './caret-range.js';

describe('A caret range', () => {
  const cases = [
    ['1.2.3', '^1.2.3', true],
    ['1.3.0', '^1.2.3', true],
    ['1.2.2', '^1.2.3', false],
    ['2.0.0', '^1.2.3', false],
    ['0.1.0', '^0.1.0', true],
    ['0.1.9', '^0.1.2', true],
    ['0.2.0', '^0.1.2', false],
    ['0.0.3', '^0.0.3', true],
    ['0.0.4', '^0.0.3', false],
    ['1.3.0-rc.1', '^1.2.3', true],
  ] as const;
  for (const [version, range, isIn] of cases) {
    it(`${range} ${isIn ? 'holds' : 'does not hold'} ${version}`, () => expect(isInCaretRange(version, range)).to.equal(isIn));
  }
});

import { expect } from 'chai';
import fc from 'fast-check';
import { VersionGaps } from './version-gaps.js';

describe('Following versions', () => {
  it('looks for a missing version again until it comes', () => {
    const gaps = new VersionGaps(10, () => 0);
    gaps.note([11, 14]);
    expect(gaps.last).to.equal(14);
    expect(gaps.openGaps()).to.deep.equal([{ from: 12, to: 13, sinceMs: 0 }]);
    gaps.note([12]);
    expect(gaps.openGaps()).to.deep.equal([{ from: 13, to: 13, sinceMs: 0 }]);
    gaps.note([13]);
    expect(gaps.openGaps()).to.deep.equal([]);
  });

  it('gives a version up after five minutes', () => {
    let nowMs = 0;
    const gaps = new VersionGaps(0, () => nowMs);
    gaps.note([2]);
    nowMs = 5 * 60_000;
    expect(gaps.openGaps()).to.have.length(1);
    nowMs++;
    expect(gaps.openGaps()).to.have.length(0);
  });

  it('keeps few ranges however many versions are missing, and each missing one in some range', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { maxLength: 2_000 }), (seen) => {
        const gaps = new VersionGaps(0, () => 0);
        const ascending = [...seen].sort((a, b) => a - b);
        for (let at = 0; at < ascending.length; at += 50) gaps.note(ascending.slice(at, at + 50));
        const open = gaps.openGaps();
        expect(open.length).to.be.at.most(300);
        const known = new Set(ascending);
        for (let version = 1; version <= gaps.last; version++) {
          if (!known.has(version) && !open.some(({ from, to }) => from <= version && version <= to)) throw new Error(`${version} is lost`);
        }
      }),
      { numRuns: 30 },
    );
  });
});

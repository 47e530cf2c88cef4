import { expect } from 'chai';
import { concernsLiveSession, foldFacts, generationAfter, generationsShortOf } from './line-facts.js';

describe('What add-ons state of a line', () => {
  it('is the smallest of each number and all address lists', () => {
    const folded = foldFacts([
      { source: 'a', facts: { totalOctetsLeft: 500, addressLists: ['slow', 'x'] }, generation: 2 },
      { source: 'b', facts: { totalOctetsLeft: 300, endsAtMs: 9, addressLists: ['x'] }, generation: 1 },
      { source: 'c', facts: {}, generation: 4 },
    ]);
    expect(folded).to.deep.equal({ totalOctetsLeft: 300, endsAtMs: 9, addressLists: ['slow', 'x'], generation: 7 });
  });

  it('reaches a session that lives when there is more left, or no quota any more, or anything else changes', () => {
    expect(concernsLiveSession({ totalOctetsLeft: 5 }, { totalOctetsLeft: 4 })).to.equal(false);
    expect(concernsLiveSession({ totalOctetsLeft: 5 }, { totalOctetsLeft: 6 })).to.equal(true);
    expect(concernsLiveSession({ totalOctetsLeft: 5 }, {})).to.equal(true);
    expect(concernsLiveSession({}, { totalOctetsLeft: 5 })).to.equal(true);
    expect(concernsLiveSession({ totalOctetsLeft: 5, endsAtMs: 1 }, { totalOctetsLeft: 4, endsAtMs: 2 })).to.equal(true);
    expect(concernsLiveSession({ addressLists: ['a'] }, {})).to.equal(true);
  });

  it('tells apart what sessions hear in any case from what they hear by CoA only', () => {
    const told = generationAfter(7, 'in-any-case');
    expect(generationAfter(told, undefined)).to.equal(told);
    expect(generationsShortOf(told)).to.deep.equal([]);
    const more = generationAfter(generationAfter(told, 'by-coa'), 'by-coa');
    expect(generationsShortOf(more)).to.deep.equal([more - 1, told]);
    expect(generationsShortOf(generationAfter(more, 'in-any-case'))).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { groupBy } from './group-by.js';

describe('Items that are grouped', () => {
  it('stand under their keys in their order, and keys in the order in which they come first', () => {
    const groups = groupBy(['pear', 'apple', 'plum', 'avocado', 'fig'], (word) => word[0]);
    expect([...groups]).to.deep.equal([
      ['p', ['pear', 'plum']],
      ['a', ['apple', 'avocado']],
      ['f', ['fig']],
    ]);
    expect([...groupBy([], String)]).to.deep.equal([]);
  });
});

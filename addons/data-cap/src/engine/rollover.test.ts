import { expect } from 'chai';
import { rolledOver } from './rollover.js';

describe('What goes over to the next period', () => {
  it('is what is left and lives on, and of too much what lives longest', () => {
    const rest = [
      { amount: 5n, expiresAtMs: 100 },
      { amount: 3n, expiresAtMs: 200 },
      { amount: 4n, expiresAtMs: 300 },
    ];
    expect(rolledOver(rest, { endMs: 100, most: null })).to.deep.equal(rest.slice(1));
    expect(rolledOver(rest, { endMs: 100, most: 6n })).to.deep.equal([
      { amount: 2n, expiresAtMs: 200 },
      { amount: 4n, expiresAtMs: 300 },
    ]);
    expect(rolledOver(rest, { endMs: 300, most: null })).to.deep.equal([]);
  });
});

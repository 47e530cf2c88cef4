import { expect } from 'chai';
import { lapsesOn } from './mandate.js';

describe('A mandate', () => {
  it('lapses 36 months after its last collection, and after it was signed where nothing was collected, also over leap days', () => {
    expect(lapsesOn({ signedOn: '2024-02-29', lastUsedOn: null })).to.equal('2027-02-28');
    expect(lapsesOn({ signedOn: '2024-02-29', lastUsedOn: '2025-11-30' })).to.equal('2028-11-30');
  });
});

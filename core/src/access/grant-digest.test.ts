import { expect } from 'chai';
import { NO_ADDRESSING } from '../network/line-addressing.js';
import { type Grant, grantDigestOf, isGrantShut } from './grant-digest.js';

const OPEN: Grant = {
  isAllowed: true,
  downloadBitsPerSecond: 50_000_000,
  uploadBitsPerSecond: 10_000_000,
  ipv4Address: '10.0.0.5',
  addressing: NO_ADDRESSING,
  shaping: {},
  planTerms: {},
  ownTerms: {},
  facts: { generation: 0 },
};

describe('The digest of a grant', () => {
  it('differs with all that somebody online notices, and is the same again when that is', () => {
    const others: Grant[] = [
      { ...OPEN, downloadBitsPerSecond: 10_000_000, uploadBitsPerSecond: 50_000_000 },
      { ...OPEN, uploadBitsPerSecond: 5_000_000 },
      { ...OPEN, ipv4Address: '10.0.0.6' },
      { ...OPEN, ipv4Address: null },
      { ...OPEN, addressing: { ...NO_ADDRESSING, ipv6Prefix: '2001:db8::/64' } },
      { ...OPEN, isAllowed: false },
      { ...OPEN, shaping: { priority: 1 } },
      { ...OPEN, planTerms: { filterId: 'x' } },
      { ...OPEN, ownTerms: { filterId: 'x' } },
      { ...OPEN, facts: { generation: 1 } },
    ];
    expect(new Set([OPEN, ...others].map(grantDigestOf)).size).to.equal(11);
    expect(grantDigestOf({ ...OPEN }))
      .to.equal(grantDigestOf(OPEN))
      .and.to.match(/^o[\w-]{8}$/);
  });

  it('is one for all shut lines, and says that they are', () => {
    const shut = grantDigestOf({ ...OPEN, isAllowed: false });
    expect(grantDigestOf({ ...OPEN, isAllowed: false, downloadBitsPerSecond: 1 })).to.equal(shut);
    expect([isGrantShut(shut), isGrantShut(grantDigestOf(OPEN))]).to.deep.equal([true, false]);
  });
});

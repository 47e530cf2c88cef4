import { expect } from 'chai';
import { NO_ADDRESSING } from '../network/line-addressing.js';
import { type Grant, grantDigestOf, isChangeableTo } from './grant-digest.js';

const OPEN: Grant = {
  isAllowed: true,
  shutBy: null,
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
      { ...OPEN, ownTerms: { filterId: 'y' } },
      { ...OPEN, facts: { generation: 1 } },
    ];
    expect(new Set([OPEN, ...others].map(grantDigestOf)).size).to.equal(11);
    expect(grantDigestOf({ ...OPEN }))
      .to.equal(grantDigestOf(OPEN))
      .and.to.match(/^o[\w-]{8}$/);
  });

  it('is one for all shut lines', () => {
    const shut = grantDigestOf({ ...OPEN, isAllowed: false });
    expect(grantDigestOf({ ...OPEN, isAllowed: false, downloadBitsPerSecond: 1, ipv4Address: null })).to.equal(shut);
    expect(shut).to.match(/^s[\w-]{8}$/);
  });

  it('tells what needs a new login from what does not', () => {
    const changes = (to: Partial<Grant>): boolean => isChangeableTo(grantDigestOf(OPEN), grantDigestOf({ ...OPEN, ...to }));
    expect(changes({ downloadBitsPerSecond: 1_000 })).to.equal(true);
    expect([changes({ ipv4Address: null }), changes({ isAllowed: false })]).to.deep.equal([false, false]);
    expect(isChangeableTo(grantDigestOf({ ...OPEN, isAllowed: false }), grantDigestOf(OPEN))).to.equal(false);
  });
});

import type { Restriction } from '@tapline/sdk';
import { expect } from 'chai';
import { type AccessFacts, foldAccess } from './access-fold.js';

const open: AccessFacts = {
  serviceStatus: 'active',
  customerStatus: 'active',
  downloadBitsPerSecond: 50_000_000,
  uploadBitsPerSecond: 10_000_000,
  restrictions: [],
  statusSinceMs: 1000,
};

const restriction = (source: string, effect: Restriction['effect']): Restriction => ({
  serviceId: 's',
  source,
  effect,
  reason: `${source} says so`,
  sinceMs: 7,
});

describe('The fold of access', () => {
  it('lets an active service of an active customer pass at the plan’s speed, without a reason', () => {
    expect(foldAccess(open)).to.deep.equal({
      isAllowed: true,
      downloadBitsPerSecond: 50_000_000,
      uploadBitsPerSecond: 10_000_000,
      reasons: [],
    });
  });

  it('shuts a service that is not active, or whose customer is not, and says which', () => {
    const access = foldAccess({ ...open, serviceStatus: 'paused', customerStatus: 'blocked' });
    expect(access.isAllowed).to.equal(false);
    expect(access.reasons.map(({ source, text }) => `${source}: ${text}`)).to.deep.equal([
      'service: the service is paused',
      'customer: the customer is blocked',
    ]);
  });

  it('shuts for any block, whatever else is there, and keeps each reason with its source and since when', () => {
    const access = foldAccess({
      ...open,
      restrictions: [
        restriction('prepaid', { kind: 'block' }),
        restriction('data-cap', { kind: 'limit', downloadBitsPerSecond: 1000, uploadBitsPerSecond: 1000 }),
      ],
    });
    expect(access.isAllowed).to.equal(false);
    expect(access.reasons).to.deep.equal([
      { source: 'prepaid', effect: 'block', text: 'prepaid says so', sinceMs: 7 },
      { source: 'data-cap', effect: 'limit', text: 'data-cap says so', sinceMs: 7 },
    ]);
  });

  it('takes the slowest of several limits in each direction, and never one faster than the plan', () => {
    const access = foldAccess({
      ...open,
      restrictions: [
        restriction('a', { kind: 'limit', downloadBitsPerSecond: 2_000_000, uploadBitsPerSecond: 90_000_000 }),
        restriction('b', { kind: 'limit', downloadBitsPerSecond: 5_000_000, uploadBitsPerSecond: 1_000_000 }),
      ],
    });
    expect(access).to.include({ isAllowed: true, downloadBitsPerSecond: 2_000_000, uploadBitsPerSecond: 1_000_000 });
  });
});

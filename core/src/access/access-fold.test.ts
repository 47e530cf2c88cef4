import type { Restriction } from '@tapline/sdk';
import { expect } from 'chai';
import { type AccessFacts, foldAccess } from './access-fold.js';

const open: AccessFacts = {
  serviceStatus: 'active',
  customerStatus: 'active',
  downloadBitsPerSecond: 50_000_000,
  uploadBitsPerSecond: 10_000_000,
  shaping: {},
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
      shutBy: null,
      downloadBitsPerSecond: 50_000_000,
      uploadBitsPerSecond: 10_000_000,
      shaping: {},
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

  it('tells who owes from who is not active', () => {
    const shutBy = (facts: Partial<AccessFacts>) => foldAccess({ ...open, ...facts }).shutBy;
    expect(shutBy({ restrictions: [restriction('prepaid', { kind: 'block' })] })).to.equal('restricted');
    expect(shutBy({ customerStatus: 'blocked' })).to.equal('restricted');
    expect(shutBy({ customerStatus: 'inactive' })).to.equal('notActive');
    expect(shutBy({ serviceStatus: 'stopped', restrictions: [restriction('prepaid', { kind: 'block' })] })).to.equal('notActive');
  });

  it('gives who is slowed down neither a burst nor more for certain than is left', () => {
    const rate = (bits: number) => ({ downloadBitsPerSecond: bits, uploadBitsPerSecond: bits });
    const burst = { ...rate(90_000_000), downloadThresholdBitsPerSecond: 1, uploadThresholdBitsPerSecond: 1, seconds: 8 };
    const shaping = { burst, priority: 2, minimum: rate(5_000_000) };
    expect(foldAccess({ ...open, shaping }).shaping).to.deep.equal(shaping);
    const limited = foldAccess({ ...open, shaping, restrictions: [restriction('cap', { kind: 'limit', ...rate(1_000_000) })] });
    expect(limited.shaping).to.deep.equal({ priority: 2, minimum: rate(1_000_000) });
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

import { expect } from 'chai';
import { isLessThanTold, type ToldShare } from './told-share.js';

const share = (shareOctets: bigint, flowedOctets = 0n): ToldShare => ({ shareOctets, flowedOctets });

describe('What sessions were told is left', () => {
  it('is counted by their routers as long as it shrinks by what flows, over however many of them', () => {
    expect(isLessThanTold(share(100n), share(60n, 40n), 1)).to.equal(false);
    expect(isLessThanTold(share(50n), share(30n, 40n), 2)).to.equal(false);
    expect(isLessThanTold(share(33n, 5n), share(32n, 6n), 3)).to.equal(false);
    expect(isLessThanTold(share(100n), share(100n), 1)).to.equal(false);
  });

  it('has to be told anew where it shrinks by more than that', () => {
    expect(isLessThanTold(share(100n), share(99n), 1)).to.equal(true);
    expect(isLessThanTold(share(100n), share(20n, 40n), 1)).to.equal(true);
    expect(isLessThanTold(share(50n), share(20n, 40n), 2)).to.equal(true);
  });

  it('is compared as it is where a period has begun anew', () => {
    expect(isLessThanTold(share(100n, 500n), share(60n, 0n), 1)).to.equal(true);
    expect(isLessThanTold(share(100n, 500n), share(100n, 0n), 1)).to.equal(false);
  });
});

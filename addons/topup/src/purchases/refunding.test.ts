import { expect } from 'chai';
import fc from 'fast-check';
import { shareOf } from './refunding.js';

describe('The refund of unused data', () => {
  it('is the price of what is unused, rounded half-up', () => {
    expect([shareOf(1000, 3n, 5n), shareOf(1, 1n, 2n), shareOf(1000, 1n, 3n), shareOf(1000, 0n, 5n)]).to.deep.equal([600, 1, 333, 0]);
  });

  it('is never more than the price, all of it for all, and no less for more', () => {
    fc.assert(
      fc.property(fc.nat(), fc.bigInt({ min: 1n, max: 1n << 59n }), fc.bigInt({ min: 0n, max: 1n << 59n }), (price, octets, some) => {
        const unused = some % (octets + 1n);
        const share = shareOf(price, unused, octets);
        return (
          share >= 0 &&
          share <= price &&
          shareOf(price, octets, octets) === price &&
          (unused === 0n || share >= shareOf(price, unused - 1n, octets))
        );
      }),
    );
  });
});

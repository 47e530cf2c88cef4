import { expect } from 'chai';
import fc from 'fast-check';
import { planOffers } from '../offers/plan-settings.js';
import { countNeeded, ruleOf } from './automatic-rule.js';

const MB = 1_000_000n;

describe('Buying at the limit', () => {
  it('takes as many as cover what was used over it, and one more octet', () => {
    expect([countNeeded(0n, 100n * MB, 10), countNeeded(200n * MB, 10n * MB, 30), countNeeded(199n * MB, 10n * MB, 30)]).to.deep.equal([
      1, 21, 20,
    ]);
  });

  it('takes none where the most of the period would not open the line', () => {
    expect([countNeeded(200n * MB, 10n * MB, 20), countNeeded(0n, MB, 0)]).to.deep.equal([0, 0]);
  });

  it('never takes one too many or too few', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 50n }), fc.bigInt({ min: 1n << 32n, max: 1n << 45n }), (over, offer) => {
        const bought = BigInt(countNeeded(over, offer, Number.MAX_SAFE_INTEGER)) * offer;
        return bought > over && bought - offer <= over;
      }),
    );
  });

  it('is as the line says, and as the plan says where the line says nothing', () => {
    const offers = ['1 GB for 2.00, unlimited', '5 GB for 8.00, unlimited'];
    const plan = planOffers({ offers, isAutomatic: true, mostPerPeriod: 3 }, 'EUR');
    const nothing = { isOn: null, offer: null, mostPerPeriod: null };
    expect(ruleOf(nothing, plan)).to.deep.equal({ isOn: true, offer: plan.offers[0], mostPerPeriod: 3 });
    expect(ruleOf({ isOn: false, offer: offers[1] as string, mostPerPeriod: 1 }, plan)).to.deep.equal({
      isOn: false,
      offer: plan.offers[1],
      mostPerPeriod: 1,
    });
    expect(ruleOf({ ...nothing, offer: 'what was sold before' }, plan).offer).to.equal(undefined);
  });
});

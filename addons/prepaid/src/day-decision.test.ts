import { expect } from 'chai';
import fc from 'fast-check';
import { decideDay } from './day-decision.js';

const due = (chargeMinor: number) => ({ chargeMinor, isPaid: false });
const charges = fc.array(fc.record({ chargeMinor: fc.nat(500), isPaid: fc.boolean() }), { maxLength: 6 });
const available = fc.integer({ min: -1000, max: 2000 });

describe('the decision of a day', () => {
  it('charges in order what the balance allows, and lets a cheaper one pass a dearer one that waits', () => {
    const [dear, cheap] = [due(1000), due(100)];
    const decision = decideDay(500, [dear, cheap]);
    expect(decision.charged).to.deep.equal([cheap]);
    expect(decision.waiting.map(({ charge, missingMinor }) => [charge, missingMinor])).to.deep.equal([[dear, 600]]);
    expect(decision.availableMinor).to.equal(400);
  });

  it('lets what costs nothing pass on any balance', () => {
    expect(decideDay(-500, [due(0)])).to.deep.include({ charged: [due(0)], waiting: [] });
  });

  it('asks nothing for what is paid already', () => {
    expect(decideDay(0, [{ chargeMinor: 133, isPaid: true }])).to.deep.equal({ charged: [], waiting: [], availableMinor: 0 });
  });

  it('never goes below what is available', () => {
    fc.assert(
      fc.property(available, charges, (availableMinor, day) => {
        const decision = decideDay(availableMinor, day);
        const chargedMinor = decision.charged.reduce((sum, { chargeMinor }) => sum + chargeMinor, 0);
        expect(decision.availableMinor).to.equal(availableMinor - chargedMinor);
        expect(decision.availableMinor).to.be.at.least(Math.min(availableMinor, 0));
        expect(decision.charged.length + decision.waiting.length).to.equal(day.filter(({ isPaid }) => !isPaid).length);
      }),
    );
  });

  it('names payments that do what they say: each opens its service and all that waited before it', () => {
    fc.assert(
      fc.property(available, charges, (availableMinor, day) => {
        const { waiting, availableMinor: leftMinor } = decideDay(availableMinor, day);
        waiting.forEach(({ missingMinor }, index) => {
          const rest = waiting.map(({ charge }) => charge);
          const { charged } = decideDay(leftMinor + missingMinor, rest);
          expect(charged).to.deep.equal(rest.slice(0, index + 1));
        });
      }),
    );
  });
});

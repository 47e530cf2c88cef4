import { expect } from 'chai';
import { invalid, TaplineError } from './errors.js';

class Refusal extends TaplineError {}

describe('An error of Tapline', () => {
  it('is known for one whichever copy of this package has made it', async () => {
    const copy = (await import(`${new URL('./errors.js', import.meta.url).href}?copy`)) as typeof import('./errors.js');
    expect(copy.TaplineError).to.not.equal(TaplineError);
    expect(copy.invalid('NAME_WRONG', 'it is wrong', 'name')).to.be.instanceOf(TaplineError);
    expect(invalid('NAME_WRONG', 'it is wrong')).to.be.instanceOf(copy.TaplineError);
  });

  it('is nothing else', () => {
    expect(new Error('it failed')).to.not.be.instanceOf(TaplineError);
    expect(invalid('NAME_WRONG', 'it is wrong')).to.not.be.instanceOf(Refusal);
    expect(new Refusal('REFUSED', 'refused', 'no'))
      .to.be.instanceOf(Refusal)
      .and.instanceOf(TaplineError);
  });
});

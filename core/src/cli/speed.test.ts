import { expect } from 'chai';
import { assert, integer, property } from 'fast-check';
import { formatSpeed, parseSpeed } from './speed.js';

describe('a speed', () => {
  it('is typed with a unit of a thousand', () => {
    expect(parseSpeed('5M')).to.equal(5_000_000);
    expect(parseSpeed('512k')).to.equal(512_000);
    expect(parseSpeed('1G')).to.equal(1_000_000_000);
    expect(parseSpeed('2.5m')).to.equal(2_500_000);
    expect(parseSpeed('64000')).to.equal(64_000);
  });

  it('is refused when it is something else', () => {
    for (const text of ['', 'fast', '5MB', '-5M', '5,5M', '1e6', '999999999999999T']) {
      expect(() => parseSpeed(text), text).to.throw('is not a speed');
    }
  });

  it('is written so that it is read back as the same', () => {
    expect(formatSpeed(5_000_000)).to.equal('5M');
    expect(formatSpeed(2_500_000)).to.equal('2.5M');
    expect(formatSpeed(512_000)).to.equal('512k');
    expect(formatSpeed(999)).to.equal('999');
    assert(
      property(integer({ min: 0, max: 10 ** 12 }), (speed) => parseSpeed(formatSpeed(speed)) === speed),
      { examples: [[0], [1_000_001], [1_234_567_890]] },
    );
  });
});

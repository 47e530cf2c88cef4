import { expect } from 'chai';
import { isWithin, prefixOf, samePrefix } from './prefix.js';

describe('Addresses and prefixes', () => {
  it('are the same however they are written', () => {
    for (const [one, other] of [
      ['10.0.0.5', '10.0.0.5/32'],
      ['2001:DB8::/56', '2001:db8:0:0:0:0:0:0/56'],
      ['::ffff:10.0.0.5', '::ffff:a00:5'],
      ['2001:db8::1', '2001:0db8::0001/128'],
    ] as const) {
      expect(samePrefix(one), one).to.equal(samePrefix(other));
    }
    expect(samePrefix('10.0.0.5')).to.not.equal(samePrefix('::a00:5'));
    expect(samePrefix('2001:db8::/56')).to.not.equal(samePrefix('2001:db8::/64'));
    expect(samePrefix('bridge1')).to.equal('bridge1');
  });

  it('lie in networks of their own kind, as a whole', () => {
    expect(isWithin('10.0.0.5', ['10.0.0.0/24'])).to.equal(true);
    expect(isWithin('10.0.1.5', ['10.0.0.0/24', '2001:db8::/32'])).to.equal(false);
    expect(isWithin('2001:db8:1:100::/56', ['2001:db8::/32'])).to.equal(true);
    expect(isWithin('2001:db8::/16', ['2001:db8::/32'])).to.equal(false);
    expect(isWithin('::a00:5', ['10.0.0.0/8', '0.0.0.0/0'])).to.equal(false);
  });

  it('are not what has another form', () => {
    for (const text of ['', '10.0.0', '10.0.0.0/33', '10.0.0.0/24/1', '2001:db8::/129', '2001:db8::/x', 'router']) {
      expect(prefixOf(text), text).to.equal(undefined);
    }
  });
});

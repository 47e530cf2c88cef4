import { expect } from 'chai';
import fc from 'fast-check';
import { formatIpv4, parseCidr, parseIpv4, usableRange } from './ipv4.js';

describe('IPv4 addresses', () => {
  it('are read back as they were written', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (address) => parseIpv4(formatIpv4(address)) === address));
  });

  it('are refused when they are none', () => {
    for (const text of ['10.0.0', '10.0.0.256', '10.0.0.1 ', 'router', '1.2.3.4.5'])
      expect(() => parseIpv4(text), text).to.throw(/not an IPv4 address/);
  });

  it('make up a network without host bits', () => {
    expect(parseCidr('10.0.1.0/24')).to.deep.equal({ first: 0x0a000100, last: 0x0a0001ff });
    expect(() => parseCidr('10.0.1.7/24')).to.throw(/did you mean 10\.0\.1\.0\/24/);
    for (const text of ['10.0.1.0', '10.0.1.0/33', '10.0.0.0/7', '10.0.1.0/'])
      expect(() => parseCidr(text), text).to.throw(/not a network/);
  });

  it('leave out the network’s own and the broadcast address, where a network has them', () => {
    expect(usableRange(parseCidr('10.0.1.0/29'))).to.deep.equal({ first: 0x0a000101, last: 0x0a000106 });
    expect(usableRange(parseCidr('10.0.1.0/31'))).to.deep.equal(parseCidr('10.0.1.0/31'));
  });
});

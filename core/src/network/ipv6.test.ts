import { expect } from 'chai';
import fc from 'fast-check';
import { rejection } from '../testing/rejection.js';
import { formatIpv6, hostMask, parseIpv6, parseIpv6Cidr } from './ipv6.js';

const address = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
/** With runs of zeros, which are what the text form folds. */
const sparse = fc
  .array(fc.constantFrom(0, 0, 0, 1, 0xdb8, 0xffff), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((group) => group.toString(16)));

describe('IPv6 addresses', () => {
  it('are written in the one form that URLs write them in too (RFC 5952)', () => {
    fc.assert(
      fc.property(sparse, (groups) => {
        const { hostname } = new URL(`http://[${groups.join(':')}]/`);
        expect(`[${formatIpv6(parseIpv6(groups.join(':')))}]`).to.equal(hostname);
      }),
    );
  });

  it('read back as what was written', () => {
    fc.assert(fc.property(address, (number) => parseIpv6(formatIpv6(number)) === number));
  });

  it('may end in an IPv4 address', () => {
    expect(parseIpv6('::ffff:10.0.3.7')).to.equal(0xffff0a000307n);
  });

  it('are refused with what to write instead', async () => {
    for (const text of ['', '10.0.0.1', '2001:db8', 'fe80::1%eth0', '1:2:3:4:5:6:7:8:9', ':::'])
      expect(await rejection(Promise.resolve().then(() => parseIpv6(text)))).to.include({ code: 'ADDRESS_UNREADABLE' });
    const hostBits = await rejection(Promise.resolve().then(() => parseIpv6Cidr('2001:db8::1/64')));
    expect(hostBits).to.include({ code: 'NETWORK_UNREADABLE', field: 'cidr' });
    expect(hostBits.message).to.include('did you mean 2001:db8::/64');
  });

  it('make networks of exactly the addresses with their prefix', () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 1, max: 128 }), (number, length) => {
        const first = number & ~hostMask(length);
        const range = parseIpv6Cidr(`${formatIpv6(first)}/${length}`);
        expect(range.first <= number && number <= range.last).to.equal(true);
        expect(range.last - range.first + 1n).to.equal(1n << BigInt(128 - length));
      }),
    );
  });
});

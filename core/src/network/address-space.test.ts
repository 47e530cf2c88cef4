import { expect } from 'chai';
import fc from 'fast-check';
import { rejection } from '../testing/rejection.js';
import { AddressSpace, describeSpace, prefixesAround, readAddress } from './address-space.js';
import { formatIpv4 } from './ipv4.js';
import { formatIpv6, hostMask } from './ipv6.js';

const ipv4Space = fc
  .tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 8, max: 32 }))
  .map(([number, length]) => describeSpace({ cidr: `${formatIpv4(number - (number % 2 ** (32 - length)))}/${length}` }));
const ipv6Space = fc
  .tuple(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), fc.integer({ min: 1, max: 128 }), fc.integer({ min: 0, max: 32 }))
  .map(([number, length, bits]) =>
    describeSpace({
      cidr: `${formatIpv6(number & ~hostMask(length))}/${length}`,
      gives: 'delegatedIpv6',
      prefixLength: Math.min(128, length + bits),
    }),
  );
const anySpace = fc.oneof(ipv4Space, ipv6Space).map((facts) => new AddressSpace(facts));
const spot = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

describe('An address space', () => {
  it('numbers what it gives: each number has a key and a text, and each key and text its number', () => {
    fc.assert(
      fc.property(anySpace, spot, (space, where) => {
        const index = Math.floor(where * space.size);
        const key = space.keyAt(index);
        expect(space.indexOf(key)).to.equal(index);
        expect(readAddress(space.textAt(index), space.facts.gives, 'address')).to.deep.include({ key, text: space.textAt(index) });
        expect(key >= space.firstKey && key <= space.lastKey).to.equal(true);
      }),
    );
  });

  it('sorts its keys as its numbers', () => {
    fc.assert(
      fc.property(anySpace, spot, spot, (space, a, b) => {
        const [first, second] = [Math.floor(a * space.size), Math.floor(b * space.size)];
        expect(Math.sign(first - second)).to.equal(space.keyAt(first) < space.keyAt(second) ? -1 : first === second ? 0 : 1);
      }),
    );
  });

  it('gives a /48 as 65,536 prefixes of /64, and a /24 as 254 addresses', () => {
    const links = new AddressSpace(describeSpace({ cidr: '2001:DB8:0:0::/48' }));
    expect([links.size, links.textAt(0), links.textAt(65_535)]).to.deep.equal([65_536, '2001:db8::/64', '2001:db8:0:ffff::/64']);
    const delegated = new AddressSpace(describeSpace({ cidr: '2001:db8::/40', gives: 'delegatedIpv6' }));
    expect([delegated.size, delegated.textAt(257)]).to.deep.equal([65_536, '2001:db8:1:100::/56']);
    const addresses = new AddressSpace(describeSpace({ cidr: '10.0.0.0/24' }));
    expect([addresses.size, addresses.textAt(0), addresses.textAt(253)]).to.deep.equal([254, '10.0.0.1', '10.0.0.254']);
    expect(addresses.indexOf('40a000000')).to.equal(undefined);
  });

  it('is refused with the field that is wrong', async () => {
    const refusal = (draft: Parameters<typeof describeSpace>[0]) => rejection(Promise.resolve().then(() => describeSpace(draft)));
    expect(await refusal({ cidr: '2001:db8::/64', prefixLength: 56 })).to.include({ code: 'NETWORK_TOO_SMALL', field: 'prefixLength' });
    expect(await refusal({ cidr: '2000::/3' })).to.include({ code: 'NETWORK_TOO_LARGE', field: 'cidr' });
    expect(await refusal({ cidr: '2001:db8::/40', gives: 'ipv4' })).to.include({ code: 'NETWORK_FAMILY_WRONG', field: 'gives' });
    expect(await refusal({ cidr: '10.0.0.0/24', prefixLength: 30 })).to.include({ code: 'PREFIX_LENGTH_WRONG', field: 'prefixLength' });
  });

  it('is found from any address within it by the prefixes around that', () => {
    expect(prefixesAround('2001:db8:1:101::7')).to.include('2001:db8:1:100::/56').and.to.have.length(128);
    expect(prefixesAround('2001:db8:1:100::/56')[0]).to.equal('2001:db8:1:100::/56');
  });
});

import { TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { ADSL_FORUM_ATTRIBUTE } from './adsl-forum-attributes.js';
import { AttributeWriter } from './attribute-writer.js';
import { acctStatusTypeName, errorCauseName, packetCodeName, terminateCauseName } from './codes.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { describeAttributes, describePacket } from './describe.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { MIKROTIK_ATTRIBUTE } from './mikrotik-attributes.js';
import { PacketView } from './packet-view.js';
import { attribute, hex, rawPacket, uint32, vendorSpecific } from './raw-packets.test.helper.js';
import {
  readInputOctets,
  readIpv4,
  readIpv6Addresses,
  readIpv6Prefixes,
  readOctets,
  readOutputOctets,
  readText,
  readUint32,
} from './read-attributes.js';
import { ATTRIBUTE } from './standard-attributes.js';

function decoded(...attributes: Buffer[]): PacketView {
  const octets = rawPacket({ code: 4, attributes });
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

/** The code of the error, if there is one. */
function codeOf(write: (writer: AttributeWriter) => void): string | undefined {
  try {
    write(new AttributeWriter());
    return undefined;
  } catch (error) {
    return (error as TaplineError).code;
  }
}

describe('reading attributes', () => {
  it('gives texts, numbers, addresses and octets, and undefined for what is not there', () => {
    const packet = decoded(attribute(1, 'Łucja'), uint32(5, 0xf0000001), attribute(8, hex('0a01ff03')), attribute(25, hex('00ff')));
    expect(readText(packet, ATTRIBUTE['User-Name'])).to.equal('Łucja');
    expect(readUint32(packet, ATTRIBUTE['NAS-Port'])).to.equal(0xf0000001);
    expect(readIpv4(packet, ATTRIBUTE['Framed-IP-Address'])).to.equal('10.1.255.3');
    expect(readOctets(packet, ATTRIBUTE.Class)).to.deep.equal(hex('00ff'));
    expect(readText(packet, ATTRIBUTE['NAS-Port-Id'])).to.equal(undefined);
    expect(readUint32(packet, ATTRIBUTE['Session-Timeout'])).to.equal(undefined);
    expect(readIpv4(packet, ATTRIBUTE['NAS-IP-Address'])).to.equal(undefined);
    expect(readOctets(packet, ATTRIBUTE.State)).to.equal(undefined);
  });

  it('does not take a vendor attribute of a wrong size for a number or an address', () => {
    const packet = decoded(vendorSpecific(14988, attribute(17, hex('0001')), attribute(10, hex('0a0000'))));
    expect(readUint32(packet, MIKROTIK_ATTRIBUTE['Mikrotik-Total-Limit'])).to.equal(undefined);
    expect(readIpv4(packet, MIKROTIK_ATTRIBUTE['Mikrotik-Host-IP'])).to.equal(undefined);
  });

  it('reads the circuit of a line', () => {
    const packet = decoded(vendorSpecific(3561, attribute(1, 'olt1/1/7'), attribute(2, 'onu9')));
    expect(readText(packet, ADSL_FORUM_ATTRIBUTE['Agent-Circuit-Id'])).to.equal('olt1/1/7');
    expect(readText(packet, ADSL_FORUM_ATTRIBUTE['Agent-Remote-Id'])).to.equal('onu9');
  });

  it('counts octets beyond 32 bits', () => {
    const packet = decoded(uint32(42, 4_000_000_000), uint32(52, 3), uint32(43, 5), uint32(53, 0xffffffff));
    expect(readInputOctets(packet)).to.equal(3n * 2n ** 32n + 4_000_000_000n);
    expect(readOutputOctets(packet)).to.equal((2n ** 32n - 1n) * 2n ** 32n + 5n);
  });

  it('reads IPv6 addresses and prefixes in one form, whatever stands behind the prefix', () => {
    const prefix = (value: string) => readIpv6Prefixes(decoded(attribute(123, hex(value))), ATTRIBUTE['Delegated-IPv6-Prefix'])[0];
    expect(prefix('0038 20010db8 000101')).to.equal('2001:db8:1:100::/56');
    expect(prefix('0034 20010db8 00010fff ffff')).to.equal('2001:db8:1::/52');
    expect(prefix('0080 20010db8 00000000 00000000 00000001')).to.equal('2001:db8::1/128');
    expect(prefix('0040 20010db8')).to.equal('2001:db8::/64');
    for (const none of ['0000', '0040', '0081 20010db8', '0000 20010db8']) expect(prefix(none), none).to.equal(undefined);
    const address = (value: string) => readIpv6Addresses(decoded(attribute(168, hex(value))), ATTRIBUTE['Framed-IPv6-Address'])[0];
    expect(address('20010db8 00000000 00010000 00000007')).to.equal('2001:db8::1:0:0:7');
    expect(address('00000000 00000000 00000000 00000000')).to.equal(undefined);
    expect(readIpv6Addresses(decoded(), ATTRIBUTE['Framed-IPv6-Address'])).to.deep.equal([]);
  });

  it('reads every IPv6 prefix and address of a packet that has several, in their order, and leaves out what is none', () => {
    const packet = decoded(
      attribute(123, hex('0038 20010db8 000101')),
      attribute(97, hex('0040 20010db8 00020001')),
      attribute(168, hex('20010db8 00000000 00010000 00000007')),
      attribute(123, hex('0000')),
      vendorSpecific(3561, attribute(123, hex('0038 20010db8 0000ff'))),
      attribute(168, hex('20010db8 00000000 00010000 00000008')),
      attribute(123, hex('0038 20010db8 000102')),
      attribute(97, hex('0040 20010db8 00020002')),
    );
    expect(readIpv6Prefixes(packet, ATTRIBUTE['Delegated-IPv6-Prefix'])).to.deep.equal(['2001:db8:1:100::/56', '2001:db8:1:200::/56']);
    expect(readIpv6Prefixes(packet, ATTRIBUTE['Framed-IPv6-Prefix'])).to.deep.equal(['2001:db8:2:1::/64', '2001:db8:2:2::/64']);
    expect(readIpv6Addresses(packet, ATTRIBUTE['Framed-IPv6-Address'])).to.deep.equal(['2001:db8::1:0:0:7', '2001:db8::1:0:0:8']);
  });

  it('counts octets without gigawords, gigawords without octets, and nothing when there is neither', () => {
    expect(readInputOctets(decoded(uint32(42, 0xffffffff)))).to.equal(2n ** 32n - 1n);
    expect(readInputOctets(decoded(uint32(52, 2)))).to.equal(2n ** 33n);
    expect(readInputOctets(decoded())).to.equal(undefined);
  });
});

describe('AttributeWriter', () => {
  it('writes every kind of value', () => {
    const written = new AttributeWriter()
      .text(ATTRIBUTE['Framed-Pool'], 'pool1')
      .integer(ATTRIBUTE['Session-Timeout'], 0xffffffff)
      .ipv4(ATTRIBUTE['Framed-IP-Address'], '10.1.2.3')
      .octets(ATTRIBUTE['Delegated-IPv6-Prefix'], hex('0038 20010db8 000000'))
      .text(MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit'], '10M/20M')
      .build();
    expect(written.toString('hex')).to.equal(
      Buffer.concat([
        attribute(88, 'pool1'),
        uint32(27, 0xffffffff),
        attribute(8, hex('0a010203')),
        attribute(123, hex('003820010db8000000')),
        vendorSpecific(14988, attribute(8, '10M/20M')),
      ]).toString('hex'),
    );
  });

  it('takes the longest values that fit and refuses one octet more', () => {
    expect(codeOf((writer) => writer.text(ATTRIBUTE['Reply-Message'], 'x'.repeat(253)))).to.equal(undefined);
    expect(codeOf((writer) => writer.text(ATTRIBUTE['Reply-Message'], 'x'.repeat(254)))).to.equal('RADIUS_ATTRIBUTE_LENGTH');
    expect(codeOf((writer) => writer.text(ATTRIBUTE['Reply-Message'], 'ł'.repeat(127)))).to.equal('RADIUS_ATTRIBUTE_LENGTH');
    expect(codeOf((writer) => writer.text(ATTRIBUTE['Reply-Message'], ''))).to.equal('RADIUS_ATTRIBUTE_LENGTH');
    expect(codeOf((writer) => writer.text(MIKROTIK_ATTRIBUTE['Mikrotik-Group'], 'x'.repeat(247)))).to.equal(undefined);
    expect(codeOf((writer) => writer.text(MIKROTIK_ATTRIBUTE['Mikrotik-Group'], 'x'.repeat(248)))).to.equal('RADIUS_ATTRIBUTE_LENGTH');
    expect(codeOf((writer) => writer.octets(ATTRIBUTE['Framed-IP-Address'], Buffer.alloc(5)))).to.equal('RADIUS_ATTRIBUTE_LENGTH');
  });

  it('refuses numbers that are not 32 bits and addresses that are none', () => {
    for (const value of [-1, 2 ** 32, 1.5, Number.NaN]) {
      expect(() => new AttributeWriter().integer(ATTRIBUTE['Idle-Timeout'], value))
        .to.throw(TaplineError)
        .with.property('code', 'RADIUS_ATTRIBUTE_NOT_UINT32');
    }
    for (const address of ['', '10.0.0', '10.0.0.256', '::1']) {
      expect(() => new AttributeWriter().ipv4(ATTRIBUTE['Framed-IP-Address'], address))
        .to.throw(TaplineError, 'Framed-IP-Address')
        .with.property('code', 'RADIUS_ATTRIBUTE_NOT_IPV4');
    }
  });
});

describe('a packet in words', () => {
  it('names attributes and their values', () => {
    const packet = decoded(
      attribute(1, 'an"na\n'),
      uint32(40, 3),
      uint32(49, 6),
      uint32(61, 15),
      uint32(6, 99),
      uint32(46, 3600),
      uint32(55, 1_790_000_000),
      attribute(8, hex('0a010203')),
      attribute(25, hex('00ff')),
      attribute(123, hex('003820010db8000000')),
      attribute(97, hex('0000')),
      attribute(168, hex('20010db8000000000000000000000001')),
      attribute(96, hex('0000000000000001')),
      vendorSpecific(14988, attribute(8, '10M/20M'), attribute(17, hex('01')), attribute(10, hex('0a'))),
      vendorSpecific(9, attribute(1, 'shell:priv-lvl=15')),
      attribute(222, 'x'),
      vendorSpecific(311, attribute(200, 'xy')),
    );
    expect(describePacket(packet)).to.match(/^Accounting-Request 7, \d+ octets$/);
    expect(describeAttributes(packet)).to.deep.equal([
      'User-Name = "an\\"na\\n"',
      'Acct-Status-Type = Interim-Update',
      'Acct-Terminate-Cause = Admin-Reset',
      'NAS-Port-Type = Ethernet',
      'Service-Type = 99',
      'Acct-Session-Time = 3600',
      'Event-Timestamp = 2026-09-21T14:13:20.000Z',
      'Framed-IP-Address = 10.1.2.3',
      'Class = 0x00ff',
      'Delegated-IPv6-Prefix = 2001:db8::/56',
      'Framed-IPv6-Prefix = ::/0',
      'Framed-IPv6-Address = 2001:db8::1',
      'Framed-Interface-Id = 0x0000000000000001',
      'Mikrotik-Rate-Limit = "10M/20M"',
      'Mikrotik-Total-Limit = 1 octet',
      'Mikrotik-Host-IP = 1 octet',
      'Vendor-Specific = vendor 9, 23 octets',
      'Attribute 222 = 1 octet',
      'Vendor 311 attribute 200 = 2 octets',
    ]);
  });

  it('never shows a password, a response to a challenge or a key', () => {
    const value = 'SECRET-SECRET-16';
    const inWords = [
      decoded(attribute(2, value), attribute(69, value), attribute(70, value), attribute(79, value), attribute(84, value)),
      decoded(attribute(3, `${value}!`)),
      decoded(vendorSpecific(14988, ...[7, 16, 20].map((type) => attribute(type, value)))),
      decoded(...[3, 4, 5, 6, 19, 20, 27].map((type) => vendorSpecific(311, attribute(type, value)))),
      decoded(vendorSpecific(311, attribute(1, value.padEnd(50)), attribute(12, value.padEnd(32)), attribute(26, value.padEnd(43)))),
      decoded(vendorSpecific(311, attribute(25, value.padEnd(50)), attribute(16, value.padEnd(34)), attribute(17, value.padEnd(34)))),
    ].flatMap(describeAttributes);
    expect(inWords).to.have.lengthOf(22);
    for (const line of inWords) expect(line).to.match(/^[\w-]+ = hidden$/);
    expect(inWords).to.include('User-Password = hidden').and.include('MS-CHAP2-Response = hidden').and.include('CHAP-Password = hidden');
  });

  it('knows codes, status types, terminate causes and error causes, and leaves other numbers as they are', () => {
    expect(packetCodeName(40)).to.equal('Disconnect-Request');
    expect(packetCodeName(99)).to.equal('99');
    expect(acctStatusTypeName(7)).to.equal('Accounting-On');
    expect(terminateCauseName(18)).to.equal('Host-Request');
    expect(errorCauseName(503)).to.equal('Session-Context-Not-Found');
    expect(errorCauseName(999)).to.equal('999');
  });

  it('numbers the attributes that logins hang on as their RFCs do', () => {
    expect(ATTRIBUTE['Message-Authenticator']).to.equal(80);
    expect(ATTRIBUTE['Error-Cause']).to.equal(101);
    expect(MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit']).to.equal(2 * 256 + 8);
    expect(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']).to.equal(256 + 25);
    expect(Object.values(MIKROTIK_ATTRIBUTE).map((key) => key - 512)).to.deep.equal(Array.from({ length: 30 }, (_, index) => index + 1));
  });
});

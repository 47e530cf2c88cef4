import { expect } from 'chai';
import { attributesInOrder } from './attribute-iterator.js';
import { PACKET_CODE } from './codes.js';
import { DECODE_OUTCOME, DECODE_OUTCOME_WORDS } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { MIKROTIK_ATTRIBUTE } from './mikrotik-attributes.js';
import { PacketView } from './packet-view.js';
import { attribute, rawPacket, uint32, vendorSpecific } from './raw-packets.test.helper.js';
import { readText } from './read-attributes.js';
import { ATTRIBUTE } from './standard-attributes.js';

const packet = new PacketView();
const outcomeOf = (octets: Buffer, received = octets.length) => decodePacket(packet, octets, received);
const outcomeWith = (...attributes: Buffer[]) => outcomeOf(rawPacket({ code: 1, attributes }));
const userName = attribute(1, 'anna');

/** Sixteen of them, the last of another length. */
const replyMessages = (last: number): Buffer[] => [
  ...Array.from({ length: 15 }, () => attribute(18, Buffer.alloc(253))),
  attribute(18, Buffer.alloc(last)),
];

describe('decodePacket', () => {
  it('finds header and attributes', () => {
    expect(outcomeOf(rawPacket({ code: 1, identifier: 200, attributes: [userName, uint32(5, 3)] }))).to.equal(DECODE_OUTCOME.Ok);
    expect(packet).to.include({ code: 1, identifier: 200, length: 32, proxyStateCount: 0 });
    expect(packet.has(ATTRIBUTE['User-Name'])).to.equal(true);
    expect(packet.offsetOf(ATTRIBUTE['User-Name'])).to.equal(22);
    expect(packet.lengthOf(ATTRIBUTE['User-Name'])).to.equal(4);
    expect(packet.has(ATTRIBUTE['Framed-IP-Address'])).to.equal(false);
    expect(packet.lengthOf(ATTRIBUTE['Framed-IP-Address'])).to.equal(0);
  });

  it('takes a packet of nothing but a header', () => {
    expect(outcomeOf(rawPacket({ code: 4 }))).to.equal(DECODE_OUTCOME.Ok);
  });

  it('takes every code that it knows and no other', () => {
    const known = new Set<number>(Object.values(PACKET_CODE));
    for (let code = 0; code < 256; code++) {
      expect(outcomeOf(rawPacket({ code })), `code ${code}`).to.equal(known.has(code) ? DECODE_OUTCOME.Ok : DECODE_OUTCOME.UnknownCode);
    }
  });

  it('ignores what follows the length that the packet gives', () => {
    const octets = Buffer.concat([rawPacket({ code: 1, attributes: [userName] }), Buffer.from([2, 255, 0])]);
    expect(outcomeOf(octets)).to.equal(DECODE_OUTCOME.Ok);
    expect(packet.length).to.equal(26);
    expect(packet.has(ATTRIBUTE['User-Password'])).to.equal(false);
  });

  it('reads no further than what was received, whatever the buffer holds', () => {
    expect(outcomeOf(rawPacket({ code: 1, attributes: [userName] }), 25)).to.equal(DECODE_OUTCOME.BadLength);
  });

  it('refuses packets that are too short or give a wrong length', () => {
    expect(outcomeOf(Buffer.alloc(0))).to.equal(DECODE_OUTCOME.TooShort);
    expect(outcomeOf(rawPacket({ code: 1 }).subarray(0, 19))).to.equal(DECODE_OUTCOME.TooShort);
    for (const length of [0, 19, 27, 65535]) {
      const octets = rawPacket({ code: 1, attributes: [userName] });
      octets.writeUInt16BE(length, 2);
      expect(outcomeOf(octets), `length ${length}`).to.equal(DECODE_OUTCOME.BadLength);
    }
  });

  it('takes 4096 octets and refuses 4097', () => {
    const longest = rawPacket({ code: 1, attributes: replyMessages(249) });
    expect(longest).to.have.lengthOf(4096);
    expect(outcomeOf(longest)).to.equal(DECODE_OUTCOME.Ok);
    expect(outcomeOf(rawPacket({ code: 1, attributes: replyMessages(250) }))).to.equal(DECODE_OUTCOME.BadLength);
  });

  it('refuses attributes that are shorter than their header or run past the end', () => {
    expect(outcomeWith(Buffer.from([1]))).to.equal(DECODE_OUTCOME.AttributeTooShort);
    expect(outcomeWith(Buffer.from([18, 0]))).to.equal(DECODE_OUTCOME.AttributeTooShort);
    expect(outcomeWith(Buffer.from([18, 1]))).to.equal(DECODE_OUTCOME.AttributeTooShort);
    expect(outcomeWith(Buffer.from([18, 3]))).to.equal(DECODE_OUTCOME.AttributeOverruns);
    expect(outcomeWith(userName, Buffer.from([18, 5, 1, 2]))).to.equal(DECODE_OUTCOME.AttributeOverruns);
  });

  it('refuses attributes of a size that their RFC rules out', () => {
    const wrong = [
      attribute(1, ''),
      attribute(2, Buffer.alloc(15)),
      attribute(2, Buffer.alloc(129)),
      attribute(3, Buffer.alloc(16)),
      attribute(4, Buffer.alloc(3)),
      attribute(5, Buffer.alloc(5)),
      attribute(44, ''),
      attribute(55, Buffer.alloc(8)),
      attribute(60, Buffer.alloc(4)),
      attribute(80, Buffer.alloc(15)),
      attribute(96, Buffer.alloc(7)),
      attribute(97, Buffer.alloc(19)),
      attribute(26, Buffer.alloc(4)),
    ];
    for (const octets of wrong) expect(outcomeWith(octets), octets.toString('hex')).to.equal(DECODE_OUTCOME.AttributeWrongSize);
  });

  it('takes an empty text where a router may send one, and any size of an attribute that it does not know', () => {
    expect(outcomeWith(attribute(30, ''), attribute(250, ''), attribute(251, Buffer.alloc(253)))).to.equal(DECODE_OUTCOME.Ok);
    expect(readText(packet, ATTRIBUTE['Called-Station-Id'])).to.equal(undefined);
  });

  it('refuses any two kinds of credentials in one Access-Request, and takes each alone', () => {
    const kinds = [
      attribute(2, Buffer.alloc(16)),
      attribute(3, Buffer.alloc(17)),
      vendorSpecific(311, attribute(1, Buffer.alloc(50))),
      vendorSpecific(311, attribute(25, Buffer.alloc(50))),
    ];
    for (const one of kinds) {
      expect(outcomeWith(one)).to.equal(DECODE_OUTCOME.Ok);
      for (const other of kinds.filter((kind) => kind !== one)) {
        expect(outcomeWith(one, other)).to.equal(DECODE_OUTCOME.TwoKindsOfCredentials);
      }
    }
    const both = vendorSpecific(311, attribute(1, Buffer.alloc(50)), attribute(25, Buffer.alloc(50)));
    expect(outcomeWith(both)).to.equal(DECODE_OUTCOME.TwoKindsOfCredentials);
    expect(outcomeOf(rawPacket({ code: 4, attributes: [both] })), 'in no login').to.equal(DECODE_OUTCOME.Ok);
  });

  it('refuses attributes of MS-CHAP of a size that RFC 2548 rules out', () => {
    const sizes = { 1: [50, 50], 11: [8, 16], 12: [32, 32], 25: [50, 50], 26: [43, 43] };
    for (const [type, [least, most]] of Object.entries(sizes) as [string, [number, number]][]) {
      const outcomeOfLength = (length: number) => outcomeWith(vendorSpecific(311, attribute(Number(type), Buffer.alloc(length))));
      expect(outcomeOfLength(least), `${type} shortest`).to.equal(DECODE_OUTCOME.Ok);
      expect(outcomeOfLength(most), `${type} longest`).to.equal(DECODE_OUTCOME.Ok);
      expect(outcomeOfLength(least - 1), `${type} too short`).to.equal(DECODE_OUTCOME.AttributeWrongSize);
      expect(outcomeOfLength(most + 1), `${type} too long`).to.equal(DECODE_OUTCOME.AttributeWrongSize);
    }
  });

  it('finds the attributes of known vendors, several in one attribute or spread over many', () => {
    expect(
      outcomeWith(
        vendorSpecific(14988, attribute(9, 'realm'), attribute(10, Buffer.from([10, 0, 0, 9]))),
        vendorSpecific(311, attribute(10, 'domain')),
        vendorSpecific(14988, attribute(8, '1M')),
      ),
    ).to.equal(DECODE_OUTCOME.Ok);
    expect(readText(packet, MIKROTIK_ATTRIBUTE['Mikrotik-Realm'])).to.equal('realm');
    expect(readText(packet, MICROSOFT_ATTRIBUTE['MS-CHAP-Domain'])).to.equal('domain');
    expect(readText(packet, MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit'])).to.equal('1M');
    expect(packet.has(MICROSOFT_ATTRIBUTE['MS-MPPE-Encryption-Types'])).to.equal(false);
    expect(packet.has(ATTRIBUTE['User-Name'])).to.equal(false);
  });

  it('refuses vendor attributes of known vendors that do not add up', () => {
    for (const inner of [[8], [8, 0], [8, 1], [8, 3], [8, 2, 9], [8, 3, 1, 9, 5, 1]]) {
      expect(outcomeWith(vendorSpecific(14988, Buffer.from(inner))), inner.join()).to.equal(DECODE_OUTCOME.VendorAttributeMalformed);
    }
  });

  it('takes what other vendors write as it is', () => {
    expect(outcomeWith(vendorSpecific(9, Buffer.from([1])))).to.equal(DECODE_OUTCOME.Ok);
  });

  it('keeps the first of a repeated attribute', () => {
    expect(outcomeWith(attribute(1, 'first'), attribute(1, 'second'))).to.equal(DECODE_OUTCOME.Ok);
    expect(readText(packet, ATTRIBUTE['User-Name'])).to.equal('first');
  });

  it('counts Proxy-State', () => {
    outcomeWith(attribute(33, 'a'), userName, attribute(33, 'bcd'));
    expect(packet).to.include({ proxyStateCount: 2, proxyStateLength: 8 });
  });

  it('keeps nothing of an earlier packet, and nothing at all of one that it refuses', () => {
    outcomeWith(userName, attribute(33, 'a'), vendorSpecific(14988, attribute(8, '1M')));
    outcomeWith(uint32(5, 3));
    expect(packet.has(ATTRIBUTE['User-Name'])).to.equal(false);
    expect(packet.has(MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit'])).to.equal(false);
    expect(packet).to.include({ proxyStateCount: 0, proxyStateLength: 0 });
    outcomeWith(userName, Buffer.from([18, 9]));
    expect(packet.has(ATTRIBUTE['User-Name'])).to.equal(false);
    expect(packet).to.include({ code: 0, identifier: 0, length: 0 });
  });

  it('has words for every outcome', () => {
    for (const outcome of Object.values(DECODE_OUTCOME)) expect(DECODE_OUTCOME_WORDS[outcome]).to.be.a('string').and.not.equal('');
  });
});

describe('attributesInOrder', () => {
  it('gives every attribute, repeated ones and those of vendors too', () => {
    outcomeWith(
      attribute(33, 'a'),
      userName,
      vendorSpecific(14988, attribute(8, '1M'), attribute(9, 'r')),
      vendorSpecific(9, attribute(1, 'x')),
      attribute(33, 'bcd'),
    );
    expect([...attributesInOrder(packet)].map(({ key, length }) => [key, length])).to.deep.equal([
      [ATTRIBUTE['Proxy-State'], 1],
      [ATTRIBUTE['User-Name'], 4],
      [MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit'], 2],
      [MIKROTIK_ATTRIBUTE['Mikrotik-Realm'], 1],
      [ATTRIBUTE['Vendor-Specific'], 7],
      [ATTRIBUTE['Proxy-State'], 3],
    ]);
  });
});

import { expect } from 'chai';
import { AnswerAttributes } from './answer-attributes.js';
import { isChapPassword } from './chap.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { describeAttributes } from './describe.js';
import { appendMppeKeys, appendMsChapMppeKeys } from './mppe.js';
import { isMsChap2Password, isMsChapPassword } from './ms-chap.js';
import { appendMsChap2Success, appendMsChapError, MS_CHAP_ERROR } from './ms-chap-answer.js';
import { prepareNtPassword } from './nt-password.js';
import { PacketView } from './packet-view.js';
import { isPapPassword } from './pap.js';
import {
  attribute,
  hashedPacket,
  hiddenPassword,
  rawPacket,
  SECRET,
  signedPacket,
  uint32,
  vendorSpecific,
} from './raw-packets.test.helper.js';
import { readInputOctets, readIpv4, readText } from './read-attributes.js';
import { hasValidAccountingAuthenticator, hasValidMessageAuthenticator } from './request-authentication.js';
import { writeAccessAccept, writeAccountingResponse } from './response.js';
import { isValidResponse } from './response-authentication.js';
import { prepareSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

const PACKETS = 200_000;
const secret = prepareSecret(SECRET);
const password = Buffer.from('pass000001');
const ntPassword = prepareNtPassword(password);
const authenticator = Buffer.alloc(16, 0xa5);

const common = [uint32(6, 2), uint32(61, 15), attribute(1, 'user000001'), attribute(31, '02:AB:00:00:00:01'), attribute(87, 'ether2')];
const mikrotik = vendorSpecific(14988, attribute(9, 'realm'), attribute(10, Buffer.from([10, 0, 0, 9])));
const originals = [
  signedPacket({
    code: 1,
    authenticator,
    attributes: [...common, attribute(2, hiddenPassword('pass000001', authenticator)), attribute(33, 'proxy')],
  }),
  rawPacket({ code: 1, attributes: [...common, attribute(60, Buffer.alloc(19, 1)), attribute(3, Buffer.alloc(17, 9)), mikrotik] }),
  hashedPacket({
    code: 4,
    attributes: [...common, uint32(40, 3), uint32(42, 1), uint32(52, 3), attribute(44, '81b0'), attribute(33, 'p')],
  }),
  rawPacket({
    code: 1,
    attributes: [
      vendorSpecific(311, attribute(11, Buffer.alloc(16)), attribute(25, Buffer.alloc(50))),
      vendorSpecific(9, attribute(1, 'x')),
      attribute(1, 'anna'),
    ],
  }),
  rawPacket({
    code: 1,
    attributes: [
      attribute(1, 'anna'),
      vendorSpecific(311, attribute(11, Buffer.alloc(8)), attribute(1, Buffer.alloc(50, 1)), attribute(10, 'domain')),
    ],
  }),
  rawPacket({ code: 42, attributes: [uint32(101, 503), attribute(97, Buffer.alloc(10)), attribute(95, Buffer.alloc(16))] }),
];

/** Numerical Recipes' generator: the same packets in every run. */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function mutated(original: Buffer, random: (limit: number) => number): Buffer {
  let octets = Buffer.from(original);
  const setLength = (length: number): void => {
    if (octets.length >= 4) octets.writeUInt16BE(length, 2);
  };
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const at = random(octets.length);
    switch (random(8)) {
      case 0:
        if (octets.length > 0) octets[at] = random(256);
        break;
      case 1:
        if (octets.length > 0) octets[at] = (octets[at] as number) ^ (1 << random(8));
        break;
      case 2:
        octets = octets.subarray(0, random(octets.length + 1));
        break;
      case 3:
        octets = Buffer.concat([octets, Buffer.alloc(random(60), random(256))]);
        break;
      case 4:
        setLength(random(2) === 0 ? octets.length : random(65536));
        break;
      case 5:
        octets = Buffer.concat([octets.subarray(0, at), Buffer.from([random(256), random(40)]), octets.subarray(at)]);
        setLength(octets.length);
        break;
      case 6:
        octets = Buffer.concat([octets, attribute(random(256), Buffer.alloc(random(30)))]);
        setLength(octets.length);
        break;
      default:
        if (octets.length > 21) octets[21 + random(octets.length - 21)] = [0, 1, 2, 3, 255][random(5)] as number;
    }
  }
  return octets;
}

const CODES = new Set([1, 2, 3, 4, 5, 11, 12, 40, 41, 42, 43, 44, 45]);
const FOUR_OCTETS = new Set([
  4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 27, 28, 29, 40, 41, 42, 43, 45, 46, 47, 48, 49, 51, 52, 53, 55, 61, 62, 75, 76, 85, 86, 101,
]);

/** Sizes of whole attributes as the RFCs print them, header and all. */
function isSizeAllowed(type: number, size: number): boolean {
  if (FOUR_OCTETS.has(type)) return size === 6;
  if (type === 1 || type === 44) return size >= 3;
  if (type === 2) return size >= 18 && size <= 130;
  if (type === 3) return size === 19;
  if (type === 26 || type === 60) return size >= 7;
  if (type === 80 || type === 95 || type === 98 || type === 168 || type === 169) return size === 18;
  if (type === 96) return size === 10;
  if (type === 97 || type === 123) return size >= 4 && size <= 20;
  return true;
}

/** RFC 2865 s3 and s5 once more, written for clearness, to be compared with the codec. */
function isSound(octets: Buffer): boolean {
  if (octets.length < 20 || !CODES.has(octets.readUInt8(0))) return false;
  const length = octets.readUInt16BE(2);
  if (length < 20 || length > 4096 || length > octets.length) return false;
  const types = new Set<number>();
  const microsoftTypes = new Set<number>();
  let rest = octets.subarray(20, length);
  while (rest.length > 0) {
    if (rest.length < 2) return false;
    const type = rest.readUInt8(0);
    const size = rest.readUInt8(1);
    if (size < 2 || size > rest.length || !isSizeAllowed(type, size)) return false;
    if (type === 26 && !isVendorSound(rest.subarray(2, size), microsoftTypes)) return false;
    types.add(type);
    rest = rest.subarray(size);
  }
  const credentials = [types.has(2), types.has(3), microsoftTypes.has(1), microsoftTypes.has(25)];
  return octets[0] !== 1 || credentials.filter(Boolean).length < 2;
}

/** Vendor-Length as RFC 2548 prints it, least and most. */
const MICROSOFT_SIZES: Readonly<Record<number, readonly [number, number]>> = {
  1: [52, 52],
  2: [4, 255],
  11: [10, 18],
  12: [34, 34],
  16: [20, 255],
  17: [20, 255],
  25: [52, 52],
  26: [45, 45],
};

function isVendorSound(value: Buffer, microsoftTypes: Set<number>): boolean {
  const vendor = value.readUInt32BE(0);
  if (![311, 14988, 3561].includes(vendor)) return true;
  let rest = value.subarray(4);
  while (rest.length > 0) {
    const type = rest.readUInt8(0);
    const size = rest[1] ?? 0;
    if (size < 2 || size > rest.length) return false;
    if (vendor === 311) {
      const [least, most] = MICROSOFT_SIZES[type] ?? [2, 255];
      if (size < least || size > most) return false;
      microsoftTypes.add(type);
    }
    rest = rest.subarray(size);
  }
  return true;
}

describe(`${PACKETS.toLocaleString('en')} damaged packets`, () => {
  it('are accepted exactly when they are sound, and nothing that is done with one throws', () => {
    const random = randomBelow(20260101);
    const packet = new PacketView();
    const output = Buffer.alloc(4096);
    const answer = new AnswerAttributes();
    const count = { accepted: 0, refused: 0 };
    for (let index = 0; index < PACKETS; index++) {
      const octets = mutated(originals[random(originals.length)] as Buffer, random);
      const isAccepted = decodePacket(packet, octets, octets.length) === DECODE_OUTCOME.Ok;
      if (isAccepted !== isSound(octets)) expect.fail(`packet ${index} ${isAccepted ? 'accepted' : 'refused'}: ${octets.toString('hex')}`);
      count[isAccepted ? 'accepted' : 'refused']++;
      hasValidMessageAuthenticator(packet, secret);
      hasValidAccountingAuthenticator(packet, secret);
      isValidResponse(packet, octets, secret);
      isPapPassword(packet, secret, password);
      isChapPassword(packet, password);
      isMsChapPassword(packet, ntPassword);
      isMsChap2Password(packet, ntPassword);
      answer.clear();
      appendMsChap2Success(answer, packet, ntPassword);
      appendMppeKeys(answer, packet, secret, ntPassword);
      appendMsChapMppeKeys(answer, packet, secret, ntPassword);
      if (index % 20 === 0) appendMsChapError(answer, packet, MS_CHAP_ERROR.AuthenticationFailure, 'no');
      readText(packet, ATTRIBUTE['User-Name']);
      readIpv4(packet, ATTRIBUTE['NAS-IP-Address']);
      readInputOctets(packet);
      if (index % 20 === 0) describeAttributes(packet);
      if (isAccepted) {
        expect(writeAccessAccept(output, packet, secret, undefined, answer)).to.be.within(38 + answer.length, 4096);
        expect(writeAccountingResponse(output, packet, secret)).to.be.within(20, 4096);
      }
    }
    expect(count.accepted).to.be.greaterThan(PACKETS / 10);
    expect(count.refused).to.be.greaterThan(PACKETS / 10);
  });
});

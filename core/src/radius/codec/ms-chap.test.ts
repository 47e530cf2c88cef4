import { TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { AttributeWriter } from './attribute-writer.js';
import { isChapPassword } from './chap.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { isMsChap2Password, isMsChapPassword } from './ms-chap.js';
import { challengeHashOf, challengeResponse, ntHash } from './ms-chap.test.helper.js';
import { prepareNtPassword } from './nt-password.js';
import { PacketView } from './packet-view.js';
import { isPapPassword } from './pap.js';
import { attribute, hex, rawPacket, SECRET, vendorSpecific } from './raw-packets.test.helper.js';
import { readOctets } from './read-attributes.js';
import { buildAccessRequest, type Credentials } from './request.js';
import { prepareSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

const secret = prepareSecret(SECRET);
const prepared = (password: string) => prepareNtPassword(Buffer.from(password));

function decoded(octets: Buffer): PacketView {
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

const packetWith = (...attributes: Buffer[]): PacketView => decoded(rawPacket({ code: 1, attributes }));

const request = (name: string, ...attributes: Buffer[]): PacketView => packetWith(attribute(1, name), vendorSpecific(311, ...attributes));

function login(userName: string, credentials: Credentials): PacketView {
  const attributes = new AttributeWriter().text(ATTRIBUTE['User-Name'], userName).build();
  return decoded(buildAccessRequest({ identifier: 1, secret, attributes, credentials }));
}

const userNames = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((name) => Buffer.byteLength(name) <= 253);
const passwords = fc.string({ maxLength: 60, unit: 'grapheme' });
const challenges = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const octet = fc.integer({ min: 0, max: 255 });

describe('NtPasswordHash', () => {
  it('is that of the examples (RFC 2433 B.2, RFC 2759 s9.2)', () => {
    expect(prepared('MyPw').hash.equals(hex('FC156AF7EDCD6C0EDDE3337D427F4EAC'))).to.equal(true);
    expect(prepared('clientPass').hash.equals(hex('44EBBA8D5312B8D611474411F56989AE'))).to.equal(true);
    expect(prepared('clientPass').hashHash.equals(hex('41C00C584BD2D91C4017A2A12FA59F3F'))).to.equal(true);
  });

  it('hashes UTF-16, so letters beyond ASCII and beyond 16 bits count', () => {
    for (const password of ['pässwörd', 'пароль', '密码', '🔑🔑']) {
      expect(prepared(password).hash.equals(ntHash(password)), password).to.equal(true);
    }
  });
});

/** MS-CHAP-Response by hand. */
const msChapResponse = (flags: number, ntAnswer: Uint8Array, lmAnswer: Uint8Array = Buffer.alloc(24)): Buffer =>
  attribute(1, Buffer.concat([Buffer.from([9, flags]), lmAnswer, ntAnswer]));

describe('MS-CHAP', () => {
  const challenge = hex('102DB5DF085D3041');
  const ntResponse = hex('4E9D3C8F9CFD385D5BF4D3246791956CA4C351AB409A3D61');

  it('takes the answer of RFC 2433 B.2', () => {
    expect(isMsChapPassword(request('anna', attribute(11, challenge), msChapResponse(1, ntResponse)), prepared('MyPw'))).to.equal(true);
    expect(isMsChapPassword(request('anna', attribute(11, challenge), msChapResponse(1, ntResponse)), prepared('MyPW'))).to.equal(false);
  });

  it('takes challenge and answer in two attributes, in any order', () => {
    const packet = packetWith(vendorSpecific(311, msChapResponse(1, ntResponse)), vendorSpecific(311, attribute(11, challenge)));
    expect(isMsChapPassword(packet, prepared('MyPw'))).to.equal(true);
  });

  it('refuses LM-Response, alone or said to be preferred', () => {
    expect(isMsChapPassword(request('anna', attribute(11, challenge), msChapResponse(0, ntResponse)), prepared('MyPw'))).to.equal(false);
    const lmOnly = msChapResponse(0, Buffer.alloc(24), ntResponse);
    expect(isMsChapPassword(request('anna', attribute(11, challenge), lmOnly), prepared('MyPw'))).to.equal(false);
  });

  it('refuses a request without a challenge, without an answer, or with a challenge of another length', () => {
    expect(isMsChapPassword(request('anna', msChapResponse(1, ntResponse)), prepared('MyPw'))).to.equal(false);
    expect(isMsChapPassword(request('anna', attribute(11, challenge)), prepared('MyPw'))).to.equal(false);
    const long = Buffer.concat([challenge, Buffer.alloc(8)]);
    expect(isMsChapPassword(request('anna', attribute(11, long), msChapResponse(1, ntResponse)), prepared('MyPw'))).to.equal(false);
  });

  it('refuses an answer of which any single bit is wrong', () => {
    for (let bit = 0; bit < 192; bit++) {
      const wrong = Buffer.from(ntResponse);
      wrong[bit >> 3] = (wrong[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(
        isMsChapPassword(request('anna', attribute(11, challenge), msChapResponse(1, wrong)), prepared('MyPw')),
        `bit ${bit}`,
      ).to.equal(false);
    }
  });

  it('agrees with an implementation by OpenSSL', () => {
    fc.assert(
      fc.property(passwords, challenges(8), octet, (password, someChallenge, ident) => {
        const answer = challengeResponse(someChallenge, ntHash(password));
        const packet = login('anna', {
          kind: 'mschap',
          password: Buffer.from(password),
          chapIdentifier: ident,
          challenge: someChallenge,
        });
        const byHand = request('anna', attribute(11, someChallenge), msChapResponse(1, answer));
        for (const each of [packet, byHand]) {
          expect(isMsChapPassword(each, prepared(password))).to.equal(true);
          expect(isMsChapPassword(each, prepared(`${password}x`))).to.equal(false);
          expect(isMsChap2Password(each, prepared(password))).to.equal(false);
        }
      }),
    );
  });
});

describe('MS-CHAPv2', () => {
  const authenticatorChallenge = hex('5B5D7C7D7B3F2F3E3C2C602132262628');
  const peerChallenge = hex('21402324255E262A28295F2B3A337C7E');
  const ntResponse = hex('82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF');
  const response = (answer: Uint8Array, flags = 0, reserved: Uint8Array = Buffer.alloc(8)) =>
    attribute(25, Buffer.concat([Buffer.from([9, flags]), peerChallenge, reserved, answer]));
  const example = (name: string) => request(name, attribute(11, authenticatorChallenge), response(ntResponse));

  it('takes the answer of RFC 2759 s9.2', () => {
    expect(challengeHashOf(peerChallenge, authenticatorChallenge, 'User').equals(hex('D02E4386BCE91226'))).to.equal(true);
    expect(isMsChap2Password(example('User'), prepared('clientPass'))).to.equal(true);
    expect(isMsChap2Password(example('User'), prepared('clientpass'))).to.equal(false);
    expect(isMsChap2Password(example('user'), prepared('clientPass')), 'another name').to.equal(false);
  });

  it('leaves the domain before the name out of the hash (RFC 2759 s8.2)', () => {
    expect(isMsChap2Password(example('BIGCO\\User'), prepared('clientPass'))).to.equal(true);
    expect(isMsChap2Password(example('BIGCO\\'), prepared('clientPass'))).to.equal(false);
    expect(isMsChap2Password(example('User@bigco.example'), prepared('clientPass')), 'a realm is no domain').to.equal(false);
  });

  it('builds the answer of RFC 2759 s9.2', () => {
    const packet = login('User', {
      kind: 'mschapv2',
      password: Buffer.from('clientPass'),
      chapIdentifier: 9,
      userName: 'User',
      challenge: authenticatorChallenge,
      peerChallenge,
    });
    expect(packet.buffer.subarray(packet.length - 50, packet.length).equals(response(ntResponse).subarray(2))).to.equal(true);
  });

  it('does not mind what is in the reserved octets', () => {
    const packet = request('User', attribute(11, authenticatorChallenge), response(ntResponse, 4, Buffer.alloc(8, 1)));
    expect(isMsChap2Password(packet, prepared('clientPass'))).to.equal(true);
  });

  it('refuses a request without a name, a challenge or an answer, or with a challenge of another length', () => {
    const nt = prepared('clientPass');
    expect(isMsChap2Password(request('User', response(ntResponse)), nt)).to.equal(false);
    expect(isMsChap2Password(request('User', attribute(11, authenticatorChallenge)), nt)).to.equal(false);
    expect(isMsChap2Password(request('User', attribute(11, authenticatorChallenge.subarray(0, 8)), response(ntResponse)), nt)).to.equal(
      false,
    );
    const nameless = packetWith(vendorSpecific(311, attribute(11, authenticatorChallenge), response(ntResponse)));
    expect(isMsChap2Password(nameless, nt)).to.equal(false);
  });

  it('refuses an answer of which any single bit is wrong', () => {
    const nt = prepared('clientPass');
    for (let bit = 0; bit < 192; bit++) {
      const wrong = Buffer.from(ntResponse);
      wrong[bit >> 3] = (wrong[bit >> 3] as number) ^ (1 << (bit & 7));
      const packet = request('User', attribute(11, authenticatorChallenge), response(wrong));
      expect(isMsChap2Password(packet, nt), `bit ${bit}`).to.equal(false);
    }
  });

  it('takes what a client built and an implementation by OpenSSL answered, for any name and password', () => {
    fc.assert(
      fc.property(userNames, passwords, challenges(16), octet, (userName, password, challenge, chapIdentifier) => {
        const built = login(userName, { kind: 'mschapv2', password: Buffer.from(password), chapIdentifier, userName });
        const name = userName.slice(userName.lastIndexOf('\\') + 1);
        const answer = challengeResponse(challengeHashOf(peerChallenge, challenge, name), ntHash(password));
        for (const packet of [built, request(userName, attribute(11, challenge), response(answer))]) {
          expect(isMsChap2Password(packet, prepared(password))).to.equal(true);
          expect(isMsChap2Password(packet, prepared(`${password}x`))).to.equal(false);
          expect(isMsChapPassword(packet, prepared(password))).to.equal(false);
          expect(isChapPassword(packet, Buffer.from(password))).to.equal(false);
          expect(isPapPassword(packet, secret, Buffer.from(password))).to.equal(false);
        }
      }),
    );
  });

  it('takes a name of 253 octets', () => {
    const userName = 'n'.repeat(253);
    const packet = login(userName, { kind: 'mschapv2', password: Buffer.from('pw'), chapIdentifier: 1, userName });
    expect(isMsChap2Password(packet, prepared('pw'))).to.equal(true);
  });
});

describe('building a login', () => {
  it('refuses a challenge of another length', () => {
    const password = Buffer.from('pw');
    const wrong: Credentials[] = [
      { kind: 'mschap', password, chapIdentifier: 1, challenge: Buffer.alloc(16) },
      { kind: 'mschapv2', password, chapIdentifier: 1, userName: 'anna', challenge: Buffer.alloc(8) },
      { kind: 'mschapv2', password, chapIdentifier: 1, userName: 'anna', peerChallenge: Buffer.alloc(8) },
    ];
    for (const credentials of wrong) {
      expect(() => login('anna', credentials))
        .to.throw(TaplineError)
        .with.property('code', 'RADIUS_CHALLENGE_LENGTH');
    }
  });

  it('uses new challenges each time', () => {
    const credentials: Credentials = { kind: 'mschapv2', password: Buffer.from('pw'), chapIdentifier: 1, userName: 'anna' };
    const [one, other] = [login('anna', credentials), login('anna', credentials)];
    for (const key of [MICROSOFT_ATTRIBUTE['MS-CHAP-Challenge'], MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']]) {
      expect(readOctets(one, key)?.equals(readOctets(other, key) as Buffer)).to.equal(false);
    }
  });
});

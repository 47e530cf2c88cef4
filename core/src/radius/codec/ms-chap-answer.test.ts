import { expect } from 'chai';
import * as fc from 'fast-check';
import { AnswerAttributes } from './answer-attributes.js';
import { AttributeWriter } from './attribute-writer.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { authenticatorResponseOf, challengeHashOf } from './ms-chap.test.helper.js';
import { appendMsChap2Success, appendMsChapError, MS_CHAP_ERROR } from './ms-chap-answer.js';
import { isMsChap2Success } from './ms-chap-client.js';
import { prepareNtPassword } from './nt-password.js';
import { PacketView } from './packet-view.js';
import { attribute, hex, rawPacket, SECRET, vendorSpecific } from './raw-packets.test.helper.js';
import { readOctets } from './read-attributes.js';
import { buildAccessRequest, type Credentials } from './request.js';
import { writeAccessAccept, writeAccessReject } from './response.js';
import { isValidResponse } from './response-authentication.js';
import { prepareSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

const secret = prepareSecret(SECRET);
const output = Buffer.alloc(4096);
const nt = (password: string) => prepareNtPassword(Buffer.from(password));

function decoded(octets: Buffer): PacketView {
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

function request(userName: string, credentials: Credentials): Buffer {
  const attributes = new AttributeWriter().text(ATTRIBUTE['User-Name'], userName).build();
  return buildAccessRequest({ identifier: 5, secret, attributes, credentials });
}

const version2 = (password: string, userName = 'User', chapIdentifier = 9): Buffer =>
  request(userName, { kind: 'mschapv2', password: Buffer.from(password), chapIdentifier, userName });
const version1 = request('User', { kind: 'mschap', password: Buffer.from('pw'), chapIdentifier: 7 });
const pap = request('User', { kind: 'pap', password: Buffer.from('pw') });

/** The Access-Accept to a login, as its client receives it. */
function accepted(octets: Buffer, password: string): PacketView {
  const answer = new AnswerAttributes();
  const packet = decoded(octets);
  appendMsChap2Success(answer, packet, nt(password));
  const length = writeAccessAccept(output, packet, secret, Buffer.alloc(0), answer);
  return decoded(Buffer.from(output.subarray(0, length)));
}

const error = (octets: Buffer, message: string): Buffer | undefined => {
  const answer = new AnswerAttributes();
  const packet = decoded(octets);
  appendMsChapError(answer, packet, MS_CHAP_ERROR.AuthenticationFailure, message);
  const length = writeAccessReject(output, packet, secret, Buffer.alloc(0), answer);
  return readOctets(decoded(Buffer.from(output.subarray(0, length))), MICROSOFT_ATTRIBUTE['MS-CHAP-Error']);
};

describe('MS-CHAP2-Success', () => {
  it('is that of RFC 2759 s9.2, behind the identifier of the response', () => {
    const octets = request('User', {
      kind: 'mschapv2',
      password: Buffer.from('clientPass'),
      chapIdentifier: 200,
      userName: 'User',
      challenge: hex('5B5D7C7D7B3F2F3E3C2C602132262628'),
      peerChallenge: hex('21402324255E262A28295F2B3A337C7E'),
    });
    const value = readOctets(accepted(octets, 'clientPass'), MICROSOFT_ATTRIBUTE['MS-CHAP2-Success']);
    expect(value?.[0]).to.equal(200);
    expect(value?.toString('latin1', 1)).to.equal('S=407A5589115FD0D6209F510FE9C04566932CDA56');
  });

  it('convinces a client that has the same password, and an implementation by OpenSSL agrees', () => {
    const names = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((name) => !name.includes('\\'));
    const passwords = fc.string({ maxLength: 40, unit: 'grapheme' });
    fc.assert(
      fc.property(names, passwords, fc.integer({ min: 0, max: 255 }), (name, password, chapIdentifier) => {
        fc.pre(Buffer.byteLength(name) <= 253);
        const octets = version2(password, name, chapIdentifier);
        const accept = accepted(octets, password);
        expect(isMsChap2Success(accept, octets, nt(password))).to.equal(true);
        expect(isMsChap2Success(accept, octets, nt(`${password}x`))).to.equal(false);
        expect(isMsChap2Success(accepted(octets, `${password}x`), octets, nt(password))).to.equal(false);

        const packet = decoded(octets);
        const challenge = readOctets(packet, MICROSOFT_ATTRIBUTE['MS-CHAP-Challenge']) as Buffer;
        const response = readOctets(packet, MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']) as Buffer;
        const challengeHash = challengeHashOf(response.subarray(2, 18), challenge, name);
        const success = readOctets(accept, MICROSOFT_ATTRIBUTE['MS-CHAP2-Success']);
        expect(success?.toString('latin1', 1)).to.equal(authenticatorResponseOf(password, response.subarray(26), challengeHash));
      }),
    );
  });

  it('is refused by the client with any octet changed, and in the answer to another login', () => {
    const octets = version2('pw');
    const accept = accepted(octets, 'pw');
    const offset = accept.offsetOf(MICROSOFT_ATTRIBUTE['MS-CHAP2-Success']);
    for (let index = 0; index < 43; index++) {
      accept.buffer[offset + index] = (accept.buffer[offset + index] as number) ^ 1;
      expect(isMsChap2Success(accept, octets, nt('pw')), `octet ${index}`).to.equal(false);
      accept.buffer[offset + index] = (accept.buffer[offset + index] as number) ^ 1;
    }
    expect(isMsChap2Success(accept, octets, nt('pw'))).to.equal(true);
    expect(isMsChap2Success(accept, version2('pw'), nt('pw'))).to.equal(false);
    expect(isMsChap2Success(accept, pap, nt('pw'))).to.equal(false);
    expect(isMsChap2Success(accept, Buffer.from('no packet'), nt('pw'))).to.equal(false);
  });

  it('is not there in the answer to another kind of login', () => {
    for (const octets of [pap, version1]) {
      const accept = accepted(octets, 'pw');
      expect(accept.has(MICROSOFT_ATTRIBUTE['MS-CHAP2-Success'])).to.equal(false);
      expect(isMsChap2Success(accept, octets, nt('pw'))).to.equal(false);
    }
  });
});

describe('MS-CHAP-Error', () => {
  it('says that the login failed, in the form of each version', () => {
    const value = error(version2('pw'), 'wrong login or password');
    expect(value?.[0]).to.equal(9);
    expect(value?.toString('utf8', 1)).to.match(/^E=691 R=0 C=[0-9A-F]{32} V=3 M=wrong login or password$/);
    expect(error(version1, 'wrong login or password')?.equals(Buffer.from('\x07E=691 R=0 V=2'))).to.equal(true);
  });

  it('has another challenge each time', () => {
    expect(error(version2('pw'), '')?.equals(error(version2('pw'), '') as Buffer)).to.equal(false);
  });

  it('leaves out whole characters that a message has too many of', () => {
    const value = error(version2('pw'), 'ж'.repeat(200));
    expect(value?.length).to.be.within(246, 247);
    expect(value?.toString('utf8', 1)).to.match(/M=ж+$/);
  });

  it('is not there in the answer to another kind of login', () => {
    expect(error(pap, 'no')).to.equal(undefined);
  });

  it('answers a login whose challenge is missing', () => {
    const octets = rawPacket({ code: 1, attributes: [attribute(1, 'User'), vendorSpecific(311, attribute(25, Buffer.alloc(50, 3)))] });
    expect(error(octets, 'no')?.subarray(0, 7).equals(Buffer.from('\x03E=691 '))).to.equal(true);
  });
});

describe('attributes that depend on the login', () => {
  const octets = version2('pw');
  const prebuilt = new AttributeWriter().text(ATTRIBUTE['Reply-Message'], 'welcome').build();

  it('stand between the prebuilt ones and Proxy-State, in an answer that is authentic', () => {
    const withState = buildAccessRequest({ identifier: 5, secret, attributes: attribute(33, 'state') });
    const answer = new AnswerAttributes();
    answer.append(new AttributeWriter().text(ATTRIBUTE.Class, 'of its own').build());
    answer.octets[answer.appendVendor(MICROSOFT_ATTRIBUTE['MS-CHAP-Domain'], 1)] = 0x41;
    for (const write of [writeAccessAccept, writeAccessReject]) {
      const length = write(output, decoded(withState), secret, prebuilt, answer);
      const expected = [prebuilt, attribute(25, 'of its own'), vendorSpecific(311, attribute(10, 'A')), attribute(33, 'state')];
      expect(output.subarray(38, length).equals(Buffer.concat(expected))).to.equal(true);
      expect(isValidResponse(decoded(Buffer.from(output.subarray(0, length))), withState, secret)).to.equal(true);
    }
  });

  it('are those of the last login only', () => {
    const answer = new AnswerAttributes();
    answer.append(prebuilt);
    answer.clear();
    expect(writeAccessAccept(output, decoded(octets), secret, prebuilt, answer)).to.equal(38 + prebuilt.length);
  });

  it('keep an answer that would be too long from being written', () => {
    const answer = new AnswerAttributes();
    for (let count = 0; count < 1000; count++) {
      appendMsChap2Success(answer, decoded(octets), nt('pw'));
      answer.append(prebuilt);
    }
    expect(answer.length).to.be.greaterThan(4096);
    expect(writeAccessAccept(output, decoded(octets), secret, prebuilt, answer)).to.equal(0);
    answer.clear();
    answer.append(Buffer.alloc(4096 - 38));
    expect(writeAccessAccept(output, decoded(octets), secret, Buffer.alloc(0), answer)).to.equal(4096);
    expect(writeAccessAccept(output, decoded(octets), secret, Buffer.alloc(1), answer)).to.equal(0);
  });
});

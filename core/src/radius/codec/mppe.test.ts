import { expect } from 'chai';
import * as fc from 'fast-check';
import { AnswerAttributes } from './answer-attributes.js';
import { AttributeWriter } from './attribute-writer.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { md4 } from './md4.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { appendMppeKeys, appendMsChapMppeKeys, buildMppePolicy, MPPE_POLICY, MPPE_TYPES } from './mppe.js';
import { clientStartKeyOf, masterKeyOf, newKeyOf, ntHash, revealed, sha1Of } from './ms-chap.test.helper.js';
import { prepareNtPassword } from './nt-password.js';
import { PacketView } from './packet-view.js';
import { hex, SECRET, uint32, vendorSpecific } from './raw-packets.test.helper.js';
import { readOctets } from './read-attributes.js';
import { buildAccessRequest, type Credentials } from './request.js';
import { writeAccessAccept } from './response.js';
import { prepareSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

const output = Buffer.alloc(4096);
const { 'MS-MPPE-Send-Key': SEND_KEY, 'MS-MPPE-Recv-Key': RECEIVE_KEY, 'MS-CHAP-MPPE-Keys': KEYS } = MICROSOFT_ATTRIBUTE;

function decoded(octets: Buffer): PacketView {
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

interface Login {
  readonly credentials: Credentials;
  readonly password?: string;
  readonly secretOctets?: Uint8Array;
}

/** The Access-Accept with all the keys that its login has, and the request. */
function accepted({ credentials, password = 'clientPass', secretOctets = SECRET }: Login): { accept: PacketView; request: PacketView } {
  const secret = prepareSecret(secretOctets);
  const attributes = new AttributeWriter().text(ATTRIBUTE['User-Name'], 'User').build();
  const request = decoded(buildAccessRequest({ identifier: 5, secret, attributes, credentials }));
  const answer = new AnswerAttributes();
  const nt = prepareNtPassword(Buffer.from(password));
  answer.octets.fill(0xee); // what an earlier answer left
  appendMppeKeys(answer, request, secret, nt);
  appendMsChapMppeKeys(answer, request, secret, nt);
  const length = writeAccessAccept(output, request, secret, Buffer.alloc(0), answer);
  return { accept: decoded(Buffer.from(output.subarray(0, length))), request };
}

const version2 = (password: string): Credentials => ({
  kind: 'mschapv2',
  password: Buffer.from(password),
  chapIdentifier: 1,
  userName: 'User',
});
const version1 = (password: string): Credentials => ({ kind: 'mschap', password: Buffer.from(password), chapIdentifier: 1 });
const authenticatorOf = (request: PacketView): Buffer => request.buffer.subarray(4, 20);

/** A salted key as the router reads it: Key-Length and key, which must be all but zeros. */
function routerKey(accept: PacketView, request: PacketView, key: typeof SEND_KEY, secretOctets: Uint8Array = SECRET): Buffer {
  const value = readOctets(accept, key) as Buffer;
  expect(value).to.have.lengthOf(34);
  const plain = revealed(value.subarray(2), secretOctets, authenticatorOf(request), value.subarray(0, 2));
  expect(plain[0]).to.equal(16);
  expect(plain.subarray(17).every((octet) => octet === 0)).to.equal(true);
  return plain.subarray(1, 17);
}

describe('MS-MPPE-Send-Key and MS-MPPE-Recv-Key', () => {
  const { accept, request } = accepted({
    credentials: {
      kind: 'mschapv2',
      password: Buffer.from('clientPass'),
      chapIdentifier: 1,
      userName: 'User',
      challenge: hex('5B5D7C7D7B3F2F3E3C2C602132262628'),
      peerChallenge: hex('21402324255E262A28295F2B3A337C7E'),
    },
  });
  const ntResponse = hex('82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF');

  it('are the keys of RFC 3079 s3.5.3, 128 bits', () => {
    const sendKey = routerKey(accept, request, SEND_KEY);
    expect(masterKeyOf('clientPass', ntResponse).equals(hex('FDECE3717A8C838CB388E527AE3CDD31'))).to.equal(true);
    expect(sendKey.equals(hex('8B7CDC149B993A1BA118CB153F56DCCB'))).to.equal(true);
    expect(newKeyOf(sendKey, 16).equals(hex('405CB2247A7956E6E211007AE27B22D4'))).to.equal(true);
  });

  it('give the keys of RFC 3079 s3.5.1 and s3.5.2 to a router that cuts them down to 40 or 56 bits', () => {
    const sendKey = routerKey(accept, request, SEND_KEY).subarray(0, 8);
    expect(sendKey.equals(hex('8B7CDC149B993A1B'))).to.equal(true);
    const sessionKey = newKeyOf(sendKey, 8);
    expect(Buffer.concat([hex('D1269E'), sessionKey.subarray(3)]).equals(hex('D1269EC49FA62E3E'))).to.equal(true);
    expect(Buffer.concat([hex('D1'), sessionKey.subarray(1)]).equals(hex('D15C00C49FA62E3E'))).to.equal(true);
  });

  it('are what the client receives and sends with, for any password and secret', () => {
    const passwords = fc.string({ maxLength: 40, unit: 'grapheme' });
    fc.assert(
      fc.property(passwords, fc.uint8Array({ minLength: 1, maxLength: 200 }), (password, secretOctets) => {
        const login = accepted({ credentials: version2(password), password, secretOctets });
        const response = readOctets(login.request, MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']) as Buffer;
        const masterKey = masterKeyOf(password, response.subarray(26));
        const sendKey = routerKey(login.accept, login.request, SEND_KEY, secretOctets);
        const receiveKey = routerKey(login.accept, login.request, RECEIVE_KEY, secretOctets);
        expect(sendKey.equals(clientStartKeyOf(masterKey, 'receive'))).to.equal(true);
        expect(receiveKey.equals(clientStartKeyOf(masterKey, 'send'))).to.equal(true);
      }),
    );
  });

  it('have salts with the highest bit set, unlike each other in every answer and from answer to answer', () => {
    const salts = new Set<number>();
    for (let count = 0; count < 100; count++) {
      const login = accepted({ credentials: version2('clientPass') });
      for (const key of [SEND_KEY, RECEIVE_KEY]) salts.add((readOctets(login.accept, key) as Buffer).readUInt16BE(0));
    }
    expect(salts.size).to.equal(200);
    expect([...salts].every((salt) => salt >= 0x8000)).to.equal(true);
  });

  it('keep their highest bit and stay unlike each other when the salts start anew', () => {
    const secret = prepareSecret(SECRET);
    const { request: login } = accepted({ credentials: version2('clientPass') });
    const nt = prepareNtPassword(Buffer.from('clientPass'));
    const answer = new AnswerAttributes();
    for (let count = 0; count < 20_000; count++) {
      answer.clear();
      appendMppeKeys(answer, login, secret, nt);
      const [sendSalt, receiveSalt] = [answer.octets.readUInt16BE(8), answer.octets.readUInt16BE(50)];
      if (sendSalt < 0x8000 || receiveSalt < 0x8000 || sendSalt === receiveSalt) expect.fail(`salts ${sendSalt} and ${receiveSalt}`);
    }
  });

  it('are not there in the answer to another kind of login', () => {
    for (const credentials of [version1('clientPass'), { kind: 'pap', password: Buffer.from('clientPass') } as const]) {
      const login = accepted({ credentials });
      expect(login.accept.has(SEND_KEY) || login.accept.has(RECEIVE_KEY)).to.equal(false);
    }
  });
});

describe('MS-CHAP-MPPE-Keys', () => {
  it('hold an empty LM-Key and the hash of the hash, hidden like a User-Password', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.uint8Array({ minLength: 1, maxLength: 200 }), (password, secretOctets) => {
        const { accept, request } = accepted({ credentials: version1(password), password, secretOctets });
        const plain = revealed(readOctets(accept, KEYS) as Buffer, secretOctets, authenticatorOf(request));
        expect(plain.equals(Buffer.concat([Buffer.alloc(8), md4(ntHash(password)), Buffer.alloc(8)]))).to.equal(true);
      }),
    );
  });

  it('are what RFC 3079 s2.5.3 makes its session key of', () => {
    const { accept, request } = accepted({ credentials: version1('clientPass') });
    const hashHash = revealed(readOctets(accept, KEYS) as Buffer, SECRET, authenticatorOf(request)).subarray(8, 24);
    expect(hashHash.equals(hex('41C00C584BD2D91C4017A2A12FA59F3F'))).to.equal(true);
    const startKey = sha1Of(hashHash, hashHash, hex('102DB5DF085D3041')).subarray(0, 16); // GetStartKey, s2.4
    // The RFC prints CA in place of C1 in its third step, and C1, which gives its session key, in the fourth.
    expect(startKey.equals(hex('A8947850CFC0ACC1D1789FB62DDCDDB0'))).to.equal(true);
    expect(newKeyOf(startKey, 16).equals(hex('59D159BC09F76F1DA2A86A28FFEC0B1E'))).to.equal(true);
  });

  it('are not there in the answer to another kind of login', () => {
    expect(accepted({ credentials: version2('clientPass') }).accept.has(KEYS)).to.equal(false);
  });
});

describe('buildMppePolicy', () => {
  it('writes both attributes as RFC 2548 s2.4.4 and s2.4.5 number them', () => {
    const built = buildMppePolicy(MPPE_POLICY.Required, MPPE_TYPES['RC4-40'] | MPPE_TYPES['RC4-128']);
    const expected = Buffer.concat([vendorSpecific(311, uint32(7, 2)), vendorSpecific(311, uint32(8, 6))]);
    expect(built.equals(expected)).to.equal(true);
  });
});

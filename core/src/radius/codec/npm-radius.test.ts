import { createRequire } from 'node:module';
import { expect } from 'chai';
import { AttributeWriter } from './attribute-writer.js';
import { ACCT_STATUS_TYPE, SERVICE_TYPE } from './codes.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { PacketView } from './packet-view.js';
import { isPapPassword } from './pap.js';
import { readInputOctets, readIpv4, readText, readUint32 } from './read-attributes.js';
import { buildAccessRequest, buildAccountingRequest } from './request.js';
import { hasValidAccountingAuthenticator, hasValidMessageAuthenticator } from './request-authentication.js';
import { writeAccessAccept, writeAccessReject, writeAccountingResponse } from './response.js';
import { isValidResponse } from './response-authentication.js';
import { prepareSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

interface NpmPacket {
  readonly code: string;
  readonly identifier: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface NpmRadius {
  encode(options: {
    code: string;
    secret: string;
    identifier: number;
    attributes: readonly (readonly [string, string | number])[];
    add_message_authenticator?: boolean;
  }): Buffer;
  decode(options: { packet: Buffer; secret: string }): NpmPacket;
  encode_response(options: {
    packet: NpmPacket;
    code: string;
    secret: string;
    attributes: readonly (readonly [string, string | number])[];
  }): Buffer;
  verify_response(options: { request: Buffer; response: Buffer; secret: string }): boolean;
}

const npmRadius = createRequire(import.meta.url)('radius') as NpmRadius;
const SECRET = 'testing123';
const secret = prepareSecret(Buffer.from(SECRET));
const output = Buffer.alloc(4096);

function decoded(octets: Buffer): PacketView {
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

/** Its functions change the packets that they are given. */
const copy = (octets: Uint8Array): Buffer => Buffer.from(octets);

describe('beside the npm package radius', () => {
  const accounting = new AttributeWriter()
    .text(ATTRIBUTE['User-Name'], 'anna')
    .integer(ATTRIBUTE['Acct-Status-Type'], ACCT_STATUS_TYPE['Interim-Update'])
    .text(ATTRIBUTE['Acct-Session-Id'], '81b00012')
    .integer(ATTRIBUTE['Acct-Input-Octets'], 4_000_000_000)
    .integer(ATTRIBUTE['Acct-Input-Gigawords'], 3)
    .build();

  for (const length of [1, 15, 16, 17, 64, 128]) {
    const password = 'p'.repeat(length);

    it(`reads its Access-Request with a password of ${length} octets`, () => {
      const octets = npmRadius.encode({
        code: 'Access-Request',
        secret: SECRET,
        identifier: 33,
        attributes: [
          ['User-Name', 'anna'],
          ['User-Password', password],
          ['NAS-IP-Address', '10.1.2.3'],
          ['Service-Type', 'Framed-User'],
        ],
        add_message_authenticator: true,
      });
      const packet = decoded(octets);
      expect(packet.identifier).to.equal(33);
      expect(hasValidMessageAuthenticator(packet, secret)).to.equal(true);
      expect(readText(packet, ATTRIBUTE['User-Name'])).to.equal('anna');
      expect(readIpv4(packet, ATTRIBUTE['NAS-IP-Address'])).to.equal('10.1.2.3');
      expect(readUint32(packet, ATTRIBUTE['Service-Type'])).to.equal(SERVICE_TYPE.Framed);
      expect(isPapPassword(packet, secret, Buffer.from(password))).to.equal(true);
    });

    it(`writes an Access-Request that it reads, with a password of ${length} octets`, () => {
      const octets = buildAccessRequest({
        identifier: 34,
        secret,
        attributes: new AttributeWriter().text(ATTRIBUTE['User-Name'], 'anna').ipv4(ATTRIBUTE['NAS-IP-Address'], '10.1.2.3').build(),
        credentials: { kind: 'pap', password: Buffer.from(password) },
      });
      const packet = npmRadius.decode({ packet: octets, secret: SECRET });
      expect(packet).to.include({ code: 'Access-Request', identifier: 34 });
      expect(packet.attributes).to.include({ 'User-Name': 'anna', 'User-Password': password, 'NAS-IP-Address': '10.1.2.3' });
    });
  }

  it('refuses its empty password, which it sends without the block of 16 octets that RFC 2865 s5.2 asks for', () => {
    const octets = npmRadius.encode({ code: 'Access-Request', secret: SECRET, identifier: 33, attributes: [['User-Password', '']] });
    expect(decodePacket(new PacketView(), octets, octets.length)).to.equal(DECODE_OUTCOME.AttributeWrongSize);
  });

  it('writes an empty password that it reads', () => {
    const octets = buildAccessRequest({ identifier: 34, secret, credentials: { kind: 'pap', password: Buffer.alloc(0) } });
    expect(npmRadius.decode({ packet: octets, secret: SECRET }).attributes).to.include({ 'User-Password': '' });
  });

  it('reads its Accounting-Request', () => {
    const octets = npmRadius.encode({
      code: 'Accounting-Request',
      secret: SECRET,
      identifier: 9,
      attributes: [
        ['Acct-Status-Type', 'Stop'],
        ['Acct-Session-Id', '81b00012'],
        ['Acct-Input-Octets', 5],
        ['Acct-Input-Gigawords', 2],
      ],
    });
    const packet = decoded(octets);
    expect(hasValidAccountingAuthenticator(packet, secret)).to.equal(true);
    expect(readUint32(packet, ATTRIBUTE['Acct-Status-Type'])).to.equal(ACCT_STATUS_TYPE.Stop);
    expect(readInputOctets(packet)).to.equal(2n ** 33n + 5n);
  });

  it('writes an Accounting-Request that it reads', () => {
    const packet = npmRadius.decode({ packet: buildAccountingRequest({ identifier: 9, secret, attributes: accounting }), secret: SECRET });
    expect(packet).to.include({ code: 'Accounting-Request', identifier: 9 });
    expect(packet.attributes).to.include({
      'Acct-Status-Type': 'Interim-Update',
      'Acct-Input-Octets': 4_000_000_000,
      'Acct-Input-Gigawords': 3,
    });
  });

  it('writes answers that it takes for genuine', () => {
    const login = buildAccessRequest({ identifier: 1, secret, credentials: { kind: 'pap', password: Buffer.from('p') } });
    const reply = new AttributeWriter().integer(ATTRIBUTE['Session-Timeout'], 600).build();
    for (const write of [writeAccessAccept, writeAccessReject]) {
      const length = write(output, decoded(login), secret, reply);
      expect(npmRadius.verify_response({ request: copy(login), response: copy(output.subarray(0, length)), secret: SECRET })).to.equal(
        true,
      );
      output[length - 1] = (output[length - 1] as number) ^ 1;
      expect(npmRadius.verify_response({ request: copy(login), response: copy(output.subarray(0, length)), secret: SECRET })).to.equal(
        false,
      );
    }
    const interim = buildAccountingRequest({ identifier: 2, secret, attributes: accounting });
    const length = writeAccountingResponse(output, decoded(interim), secret);
    expect(npmRadius.verify_response({ request: copy(interim), response: copy(output.subarray(0, length)), secret: SECRET })).to.equal(
      true,
    );
  });

  it('takes its answers for genuine', () => {
    const login = buildAccessRequest({ identifier: 1, secret, credentials: { kind: 'pap', password: Buffer.from('p') } });
    const packet = npmRadius.decode({ packet: copy(login), secret: SECRET });
    const answer = npmRadius.encode_response({ packet, code: 'Access-Accept', secret: SECRET, attributes: [['Session-Timeout', 600]] });
    expect(isValidResponse(decoded(answer), login, secret)).to.equal(true);
    answer[answer.length - 1] = (answer[answer.length - 1] as number) ^ 1;
    expect(isValidResponse(decoded(answer), login, secret)).to.equal(false);
  });
});

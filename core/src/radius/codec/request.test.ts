import { TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { AttributeWriter } from './attribute-writer.js';
import { isChapPassword } from './chap.js';
import { PACKET_CODE } from './codes.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { PacketView } from './packet-view.js';
import { isPapPassword } from './pap.js';
import { readOctets, readText, readUint32 } from './read-attributes.js';
import {
  buildAccessRequest,
  buildAccountingRequest,
  buildCoaRequest,
  buildDisconnectRequest,
  buildStatusServer,
  type Credentials,
} from './request.js';
import { hasValidAccountingAuthenticator, hasValidMessageAuthenticator } from './request-authentication.js';
import { prepareSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

const secret = prepareSecret(Buffer.from('testing123'));

function decoded(octets: Buffer): PacketView {
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

const identifiers = fc.integer({ min: 0, max: 255 });
const secrets = fc.uint8Array({ minLength: 1, maxLength: 1024 }).map(prepareSecret);
const names = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((name) => Buffer.byteLength(name) <= 253);
const octetsUpTo = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });
const endsInNonZero = (octets: Uint8Array): boolean => octets.at(-1) !== 0;
const credentials: fc.Arbitrary<Credentials> = fc.oneof(
  octetsUpTo(0, 128)
    .filter(endsInNonZero)
    .map((password): Credentials => ({ kind: 'pap', password })),
  fc
    .tuple(octetsUpTo(0, 128), identifiers, fc.option(octetsUpTo(5, 253), { nil: undefined }))
    .map(
      ([password, chapIdentifier, challenge]): Credentials => ({ kind: 'chap', password, chapIdentifier, ...(challenge && { challenge }) }),
    ),
);

describe('requests that are built, decoded and verified', () => {
  it('Access-Request keeps identifier, name and credentials', () => {
    fc.assert(
      fc.property(identifiers, secrets, names, credentials, (identifier, someSecret, name, login) => {
        const attributes = new AttributeWriter().text(ATTRIBUTE['User-Name'], name).build();
        const packet = decoded(buildAccessRequest({ identifier, secret: someSecret, attributes, credentials: login }));
        expect(packet).to.include({ code: PACKET_CODE['Access-Request'], identifier });
        expect(hasValidMessageAuthenticator(packet, someSecret)).to.equal(true);
        expect(readText(packet, ATTRIBUTE['User-Name'])).to.equal(name);
        expect(isPapPassword(packet, someSecret, login.password)).to.equal(login.kind === 'pap');
        expect(isChapPassword(packet, login.password)).to.equal(login.kind === 'chap');
      }),
    );
  });

  for (const [name, build] of Object.entries({ buildAccountingRequest, buildDisconnectRequest, buildCoaRequest })) {
    it(`${name} makes packets that pass, with and without Message-Authenticator`, () => {
      fc.assert(
        fc.property(identifiers, secrets, octetsUpTo(1, 253), fc.boolean(), (identifier, someSecret, value, messageAuthenticator) => {
          const attributes = new AttributeWriter().octets(ATTRIBUTE.Class, value).build();
          const packet = decoded(build({ identifier, secret: someSecret, attributes, messageAuthenticator }));
          expect(packet.identifier).to.equal(identifier);
          expect(hasValidAccountingAuthenticator(packet, someSecret)).to.equal(true);
          expect(packet.has(ATTRIBUTE['Message-Authenticator'])).to.equal(messageAuthenticator);
          expect(hasValidMessageAuthenticator(packet, someSecret)).to.equal(messageAuthenticator);
          expect(readOctets(packet, ATTRIBUTE.Class)?.equals(value)).to.equal(true);
        }),
      );
    });
  }
});

describe('request builders', () => {
  it('set the code of each kind of packet', () => {
    const options = { identifier: 0, secret };
    const codes = [buildAccessRequest, buildAccountingRequest, buildStatusServer, buildDisconnectRequest, buildCoaRequest].map(
      (build) => build(options)[0],
    );
    expect(codes).to.deep.equal([1, 4, 12, 40, 43]);
  });

  it('sign an Access-Request unless told otherwise, and a Status-Server always', () => {
    expect(hasValidMessageAuthenticator(decoded(buildAccessRequest({ identifier: 1, secret })), secret)).to.equal(true);
    expect(buildAccessRequest({ identifier: 1, secret, messageAuthenticator: false })).to.have.lengthOf(20);
    expect(hasValidMessageAuthenticator(decoded(buildStatusServer({ identifier: 1, secret })), secret)).to.equal(true);
  });

  it('leave Message-Authenticator out of what goes to a router unless told otherwise', () => {
    expect(buildDisconnectRequest({ identifier: 1, secret })).to.have.lengthOf(20);
  });

  it('use a new authenticator for every Access-Request', () => {
    const [first, second] = [buildAccessRequest({ identifier: 1, secret }), buildAccessRequest({ identifier: 1, secret })];
    expect(first.subarray(4, 20).equals(second.subarray(4, 20))).to.equal(false);
  });

  it('refuse an identifier that is not an octet and more than 4096 octets', () => {
    for (const identifier of [-1, 256, 1.5]) {
      expect(() => buildCoaRequest({ identifier, secret }))
        .to.throw(TaplineError)
        .with.property('code', 'RADIUS_IDENTIFIER_RANGE');
    }
    const writer = new AttributeWriter();
    for (let count = 0; count < 16; count++) writer.octets(ATTRIBUTE.Class, Buffer.alloc(253));
    expect(() => buildCoaRequest({ identifier: 1, secret, attributes: writer.build() }))
      .to.throw(TaplineError)
      .with.property('code', 'RADIUS_PACKET_TOO_LONG');
  });

  it('carry the numbers of a Disconnect-Request', () => {
    const attributes = new AttributeWriter().integer(ATTRIBUTE['Event-Timestamp'], 0xfffffffe).build();
    expect(readUint32(decoded(buildDisconnectRequest({ identifier: 1, secret, attributes })), ATTRIBUTE['Event-Timestamp'])).to.equal(
      0xfffffffe,
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { attributesInOrder } from './attribute-iterator.js';
import type { AttributeKey } from './attribute-key.js';
import { MAXIMUM_LENGTH, MINIMUM_LENGTH } from './attribute-sizes.js';
import { AttributeWriter } from './attribute-writer.js';
import { PACKET_CODE } from './codes.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { MIKROTIK_ATTRIBUTE } from './mikrotik-attributes.js';
import { PacketView } from './packet-view.js';
import { buildAccessRequest, buildAccountingRequest, buildCoaRequest, buildDisconnectRequest, type RequestOptions } from './request.js';
import { hasValidAccountingAuthenticator, hasValidMessageAuthenticator } from './request-authentication.js';
import { writeAccessAccept, writeAccessReject, writeAccountingResponse } from './response.js';
import { isValidResponse } from './response-authentication.js';
import { prepareSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

type Written = readonly [key: AttributeKey, hex: string];

const LONGEST_VENDOR_VALUE = 247;
/** What a packet may have of every kind in one property: 20 octets of header, 18 of Message-Authenticator, and these. */
const MOST_ATTRIBUTES = 14;
const NOT_WRITTEN: ReadonlySet<AttributeKey> = new Set<AttributeKey>([
  ATTRIBUTE['Vendor-Specific'],
  ATTRIBUTE['Message-Authenticator'],
  ATTRIBUTE['User-Password'],
  ATTRIBUTE['CHAP-Password'],
  MICROSOFT_ATTRIBUTE['MS-CHAP-Response'],
  MICROSOFT_ATTRIBUTE['MS-CHAP2-Response'],
]);
const KEYS = [ATTRIBUTE, MICROSOFT_ATTRIBUTE, MIKROTIK_ATTRIBUTE]
  .flatMap((table) => Object.values<AttributeKey>(table))
  .filter((key) => !NOT_WRITTEN.has(key));

const attributes: fc.Arbitrary<readonly Written[]> = fc.array(
  fc.constantFrom(...KEYS).chain((key) =>
    fc
      .uint8Array({
        minLength: Math.max(1, MINIMUM_LENGTH[key] as number),
        maxLength: Math.min(LONGEST_VENDOR_VALUE, MAXIMUM_LENGTH[key] as number),
      })
      .map((octets): Written => [key, Buffer.from(octets).toString('hex')]),
  ),
  { maxLength: MOST_ATTRIBUTES },
);
const identifiers = fc.integer({ min: 0, max: 255 });
const secrets = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((octets) => prepareSecret(Buffer.from(octets)));

function written(list: readonly Written[]): Buffer {
  const writer = new AttributeWriter();
  for (const [key, hex] of list) writer.octets(key, Buffer.from(hex, 'hex'));
  return writer.build();
}

function decoded(octets: Buffer): PacketView {
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

/** All attributes in their order, less the Message-Authenticator. */
function read(packet: PacketView): readonly Written[] {
  return [...attributesInOrder(packet)]
    .filter(({ key }) => key !== ATTRIBUTE['Message-Authenticator'])
    .map(({ key, offset, length }) => [key, packet.buffer.toString('hex', offset, offset + length)]);
}

describe('Whatever is written into a packet', () => {
  const requests: Readonly<Record<string, (options: RequestOptions) => Buffer>> = {
    'Access-Request': buildAccessRequest,
    'Accounting-Request': buildAccountingRequest,
    'Disconnect-Request': buildDisconnectRequest,
    'CoA-Request': buildCoaRequest,
  };
  for (const [name, build] of Object.entries(requests)) {
    it(`is read from an authentic ${name} again, in its order`, () => {
      fc.assert(
        fc.property(attributes, identifiers, secrets, fc.boolean(), (list, identifier, secret, messageAuthenticator) => {
          const packet = decoded(build({ identifier, secret, attributes: written(list), messageAuthenticator }));
          expect([packet.code, packet.identifier]).to.deep.equal([PACKET_CODE[name as keyof typeof PACKET_CODE], identifier]);
          expect(read(packet)).to.deep.equal(list);
          for (const [key] of list) expect(packet.has(key)).to.equal(true);
          expect(hasValidMessageAuthenticator(packet, secret)).to.equal(messageAuthenticator);
          if (name !== 'Access-Request') expect(hasValidAccountingAuthenticator(packet, secret)).to.equal(true);
        }),
      );
    });
  }

  it('is read from an answer again, which answers its request and no other', () => {
    const output = Buffer.alloc(4096);
    fc.assert(
      fc.property(attributes, identifiers, secrets, fc.uint8Array({ maxLength: 250, minLength: 1 }), (list, identifier, secret, state) => {
        const proxyState: Written = [ATTRIBUTE['Proxy-State'], Buffer.from(state).toString('hex')];
        const request = buildAccessRequest({ identifier, secret, attributes: written([proxyState]) });
        const another = buildAccessRequest({ identifier, secret, attributes: written([proxyState]) });
        for (const write of [writeAccessAccept, writeAccessReject]) {
          const length = write(output, decoded(request), secret, written(list));
          const answer = decoded(Buffer.from(output.subarray(0, length)));
          expect(read(answer)).to.deep.equal([...list, proxyState]);
          expect(answer.has(ATTRIBUTE['Message-Authenticator'])).to.equal(true);
          expect(isValidResponse(answer, request, secret)).to.equal(true);
          expect(isValidResponse(answer, another, secret)).to.equal(false);
        }
        const accounting = buildAccountingRequest({ identifier, secret, attributes: written([...list, proxyState]) });
        const length = writeAccountingResponse(output, decoded(accounting), secret);
        const answer = decoded(Buffer.from(output.subarray(0, length)));
        expect(isValidResponse(answer, accounting, secret)).to.equal(true);
        expect(read(answer)).to.deep.equal([...list.filter(([key]) => key === ATTRIBUTE['Proxy-State']), proxyState]);
      }),
    );
  });
});

import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { PACKET_CODE } from './codes.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { PacketView } from './packet-view.js';
import { attribute, hashedPacket, md5Of, rawPacket, SECRET, signedPacket, uint32 } from './raw-packets.test.helper.js';
import { hasValidAccountingAuthenticator, hasValidMessageAuthenticator } from './request-authentication.js';
import { isValidResponse } from './response-authentication.js';
import { prepareSecret } from './secret.js';

const secret = prepareSecret(SECRET);
const otherSecret = prepareSecret(Buffer.from('testing124'));
const attributes = [attribute(1, 'anna'), uint32(5, 3), attribute(44, '81b00012')];

function decoded(octets: Buffer): PacketView {
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

/** The packet with one bit of one octet changed, for every octet from `start` that leaves the structure sound. */
function* forgeries(genuine: Buffer, start: number): Generator<PacketView> {
  const packet = new PacketView();
  for (let index = start; index < genuine.length; index++) {
    const forged = Buffer.from(genuine);
    forged[index] = (forged[index] as number) ^ 0x40;
    if (decodePacket(packet, forged, forged.length) === DECODE_OUTCOME.Ok) yield packet;
  }
}

describe('hasValidMessageAuthenticator', () => {
  for (const code of [PACKET_CODE['Access-Request'], PACKET_CODE['Status-Server']]) {
    it(`takes one that covers the authenticator of a packet with code ${code}`, () => {
      expect(hasValidMessageAuthenticator(decoded(signedPacket({ code, attributes })), secret)).to.equal(true);
    });
  }

  for (const code of [PACKET_CODE['Accounting-Request'], PACKET_CODE['Disconnect-Request'], PACKET_CODE['CoA-Request']]) {
    it(`takes one made over zeros in place of the authenticator of a packet with code ${code}`, () => {
      expect(hasValidMessageAuthenticator(decoded(hashedPacket({ code, attributes }, { messageAuthenticator: true })), secret)).to.equal(
        true,
      );
      expect(hasValidMessageAuthenticator(decoded(signedPacket({ code, attributes })), secret)).to.equal(false);
    });
  }

  it('refuses a forged one, and a genuine one on a packet that was changed anywhere', () => {
    let tried = 0;
    for (const forged of forgeries(signedPacket({ code: 1, attributes }), 1)) {
      expect(hasValidMessageAuthenticator(forged, secret)).to.equal(false);
      tried++;
    }
    expect(tried).to.be.greaterThan(40);
  });

  it('refuses one made with another secret, and a packet that has none', () => {
    expect(hasValidMessageAuthenticator(decoded(signedPacket({ code: 1, attributes })), otherSecret)).to.equal(false);
    expect(hasValidMessageAuthenticator(decoded(rawPacket({ code: 1, attributes })), secret)).to.equal(false);
  });

  it('takes one that is not the first attribute, and one on a packet with padding', () => {
    const first = signedPacket({ code: 1 });
    expect(hasValidMessageAuthenticator(decoded(Buffer.concat([first, Buffer.alloc(9, 7)])), secret)).to.equal(true);
    const last = rawPacket({ code: 1, attributes: [...attributes, attribute(80, Buffer.alloc(16))] });
    createHmac('md5', SECRET)
      .update(last)
      .digest()
      .copy(last, last.length - 16);
    expect(hasValidMessageAuthenticator(decoded(last), secret)).to.equal(true);
  });

  it('refuses an empty view', () => {
    expect(hasValidMessageAuthenticator(new PacketView(), secret)).to.equal(false);
  });
});

describe('hasValidAccountingAuthenticator', () => {
  it('takes the hash of the packet, with and without padding behind it', () => {
    const octets = hashedPacket({ code: 4, attributes });
    expect(hasValidAccountingAuthenticator(decoded(octets), secret)).to.equal(true);
    expect(hasValidAccountingAuthenticator(decoded(Buffer.concat([octets, Buffer.alloc(5, 1)])), secret)).to.equal(true);
  });

  it('refuses another secret and every change', () => {
    const octets = hashedPacket({ code: 4, attributes });
    expect(hasValidAccountingAuthenticator(decoded(octets), otherSecret)).to.equal(false);
    for (const forged of forgeries(octets, 1)) expect(hasValidAccountingAuthenticator(forged, secret)).to.equal(false);
  });

  it('refuses the octets that fool a comparison as text', () => {
    const octets = rawPacket({ code: 4, attributes, authenticator: Buffer.from(`e180${'ff'.repeat(14)}`, 'hex') });
    expect(hasValidAccountingAuthenticator(decoded(octets), secret)).to.equal(false);
  });
});

describe('isValidResponse', () => {
  const request = hashedPacket({ code: PACKET_CODE['Disconnect-Request'], identifier: 9, attributes });

  function response(raw: { code: number; identifier?: number; attributes?: Buffer[]; messageAuthenticator?: boolean }): Buffer {
    const packet = { ...raw, identifier: raw.identifier ?? 9, authenticator: request.subarray(4, 20) };
    const octets = raw.messageAuthenticator ? signedPacket(packet) : rawPacket(packet);
    md5Of(octets, SECRET).copy(octets, 4);
    return octets;
  }

  it('takes a router’s Disconnect-ACK and CoA-NAK', () => {
    expect(isValidResponse(decoded(response({ code: 41 })), request, secret)).to.equal(true);
    expect(isValidResponse(decoded(response({ code: 45, attributes: [uint32(101, 503)] })), request, secret)).to.equal(true);
  });

  it('refuses an answer with another identifier, to another request or with another secret', () => {
    expect(isValidResponse(decoded(response({ code: 41, identifier: 10 })), request, secret)).to.equal(false);
    const other = Buffer.from(request);
    other[4] = (other[4] as number) ^ 1;
    expect(isValidResponse(decoded(response({ code: 41 })), other, secret)).to.equal(false);
    expect(isValidResponse(decoded(response({ code: 41 })), request, otherSecret)).to.equal(false);
  });

  it('checks a Message-Authenticator where there is one', () => {
    const octets = response({ code: 2, messageAuthenticator: true, attributes: [uint32(27, 600)] });
    expect(isValidResponse(decoded(octets), request, secret)).to.equal(true);
    const forged = rawPacket({
      code: 2,
      identifier: 9,
      authenticator: request.subarray(4, 20),
      attributes: [attribute(80, Buffer.alloc(16, 1))],
    });
    md5Of(forged, SECRET).copy(forged, 4);
    expect(isValidResponse(decoded(forged), request, secret)).to.equal(false);
  });

  it('refuses an empty view', () => {
    expect(isValidResponse(new PacketView(), Buffer.alloc(20), secret)).to.equal(false);
  });
});

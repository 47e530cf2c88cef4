import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { AttributeWriter } from './attribute-writer.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { MIKROTIK_ATTRIBUTE } from './mikrotik-attributes.js';
import { PacketView } from './packet-view.js';
import { attribute, hashedPacket, md5Of, rawPacket, SECRET, signedPacket } from './raw-packets.test.helper.js';
import { writeAccessAccept, writeAccessReject, writeAccountingResponse } from './response.js';
import { isValidResponse } from './response-authentication.js';
import { prepareSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

const secret = prepareSecret(SECRET);
const output = Buffer.alloc(4096);
const attributes = new AttributeWriter()
  .ipv4(ATTRIBUTE['Framed-IP-Address'], '10.1.2.3')
  .text(MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit'], '10M/20M')
  .build();

function decoded(octets: Buffer): PacketView {
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

describe('answers to an Access-Request', () => {
  const requests = {
    'with a Message-Authenticator': signedPacket({ code: 1, identifier: 77, attributes: [attribute(1, 'anna')] }),
    'without one': rawPacket({ code: 1, identifier: 77, attributes: [attribute(1, 'anna')] }),
  };
  for (const [name, request] of Object.entries(requests)) {
    for (const [code, write] of [
      [2, writeAccessAccept],
      [3, writeAccessReject],
    ] as const) {
      it(`code ${code}: a Message-Authenticator first and a right Response Authenticator, to a request ${name}`, () => {
        const length = write(output, decoded(request), secret, attributes);
        const answer = Buffer.from(output.subarray(0, length));
        expect(answer.subarray(0, 4)).to.deep.equal(Buffer.from([code, 77, 0, length]));
        expect(answer.subarray(20, 22)).to.deep.equal(Buffer.from([80, 18]));
        expect(answer.subarray(38).equals(attributes)).to.equal(true);

        const asHashed = Buffer.from(answer);
        request.copy(asHashed, 4, 4, 20);
        expect(md5Of(asHashed, SECRET).equals(answer.subarray(4, 20))).to.equal(true);
        asHashed.fill(0, 22, 38);
        expect(createHmac('md5', SECRET).update(asHashed).digest().equals(answer.subarray(22, 38))).to.equal(true);
        expect(isValidResponse(decoded(answer), request, secret)).to.equal(true);
      });
    }
  }

  it('need no attributes', () => {
    expect(writeAccessReject(output, decoded(requests['without one']), secret)).to.equal(38);
    expect(writeAccessAccept(output, decoded(requests['without one']), secret)).to.equal(38);
  });

  it('answer a Status-Server', () => {
    const request = signedPacket({ code: 12 });
    const length = writeAccessAccept(output, decoded(request), secret);
    expect(isValidResponse(decoded(output.subarray(0, length)), request, secret)).to.equal(true);
  });

  it('echo Proxy-State in its order, behind their own attributes', () => {
    const states = [attribute(33, 'one'), attribute(33, Buffer.alloc(253, 2)), attribute(33, '')];
    const request = rawPacket({
      code: 1,
      attributes: [states[0] as Buffer, attribute(1, 'anna'), states[1] as Buffer, states[2] as Buffer],
    });
    const length = writeAccessAccept(output, decoded(request), secret, attributes);
    expect(output.subarray(38 + attributes.length, length).equals(Buffer.concat(states))).to.equal(true);
    expect(isValidResponse(decoded(output.subarray(0, length)), request, secret)).to.equal(true);
  });

  it('are never longer than 4096 octets', () => {
    const request = decoded(rawPacket({ code: 1, attributes: Array.from({ length: 15 }, () => attribute(33, Buffer.alloc(253))) }));
    const room = 4096 - 38 - request.proxyStateLength;
    expect(writeAccessAccept(Buffer.alloc(9000), request, secret, Buffer.alloc(room))).to.equal(4096);
    expect(writeAccessAccept(Buffer.alloc(9000), request, secret, Buffer.alloc(room + 1))).to.equal(0);
  });

  it('are not written to an output that is too small for them', () => {
    const small = Buffer.alloc(37, 0xee);
    expect(writeAccessReject(small, decoded(requests['without one']), secret)).to.equal(0);
    expect(small.every((octet) => octet === 0xee)).to.equal(true);
  });
});

describe('the answer to an Accounting-Request', () => {
  it('has a right Response Authenticator and nothing but Proxy-State', () => {
    const state = attribute(33, 'proxy');
    const request = hashedPacket({ code: 4, identifier: 5, attributes: [attribute(44, 'id'), state] });
    const length = writeAccountingResponse(output, decoded(request), secret);
    expect(length).to.equal(20 + state.length);
    const answer = Buffer.from(output.subarray(0, length));
    expect(answer.subarray(20).equals(state)).to.equal(true);
    expect(md5Of(answer.subarray(0, 4), request.subarray(4, 20), state, SECRET).equals(answer.subarray(4, 20))).to.equal(true);
    expect(isValidResponse(decoded(answer), request, secret)).to.equal(true);
  });

  it('is not written to an output that is too small', () => {
    expect(writeAccountingResponse(Buffer.alloc(19), decoded(hashedPacket({ code: 4 })), secret)).to.equal(0);
  });
});

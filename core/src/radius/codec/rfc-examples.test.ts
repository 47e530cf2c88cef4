import { expect } from 'chai';
import { AttributeWriter } from './attribute-writer.js';
import { chapPassword, isChapPassword } from './chap.js';
import { FRAMED_PROTOCOL, SERVICE_TYPE } from './codes.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { PacketView } from './packet-view.js';
import { hidePassword, isPapPassword, revealedPassword, revealPassword } from './pap.js';
import { hex } from './raw-packets.test.helper.js';
import { readIpv4, readText, readUint32 } from './read-attributes.js';
import { buildAccessRequest } from './request.js';
import { isValidResponse } from './response-authentication.js';
import { prepareSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

const secret = prepareSecret(Buffer.from('xyzzy5461'));
const password = Buffer.from('arctangent');

function decoded(octets: Buffer): PacketView {
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

describe('RFC 2865 s7.1, a login by PAP', () => {
  const request = hex(`01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d
    93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03`);
  const accept = hex(`02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00 00
    0e 06 c0 a8 01 03`);

  it('reads the request', () => {
    const packet = decoded(request);
    expect(readText(packet, ATTRIBUTE['User-Name'])).to.equal('nemo');
    expect(readIpv4(packet, ATTRIBUTE['NAS-IP-Address'])).to.equal('192.168.1.16');
    expect(readUint32(packet, ATTRIBUTE['NAS-Port'])).to.equal(3);
  });

  it('reveals the password', () => {
    const packet = decoded(request);
    const length = revealPassword(packet, secret);
    expect(revealedPassword.toString('utf8', 0, length)).to.equal('arctangent');
    expect(isPapPassword(packet, secret, password)).to.equal(true);
    expect(isPapPassword(packet, secret, Buffer.from('arctangenu'))).to.equal(false);
  });

  it('hides the password to the same octets', () => {
    expect(hidePassword(password, secret, request.subarray(4, 20)).equals(request.subarray(28, 44))).to.equal(true);
  });

  it('knows the answer for genuine, and only with all of its octets', () => {
    expect(isValidResponse(decoded(accept), request, secret)).to.equal(true);
    for (let index = 4; index < accept.length; index++) {
      const forged = Buffer.from(accept);
      forged[index] = (forged[index] as number) ^ 1;
      const packet = new PacketView();
      decodePacket(packet, forged, forged.length);
      expect(isValidResponse(packet, request, secret), `octet ${index}`).to.equal(false);
    }
  });
});

describe('RFC 2865 s7.2, a login by CHAP', () => {
  const request = hex(`01 01 00 47 2a ee 86 f0 8d 0d 55 96 9c a5 97 8e 0d 33 67 a2 01 08 66 6c 6f 70 73 79 03 13 16 e9
    75 57 c3 16 18 58 95 f2 93 ff 63 44 07 72 75 04 06 c0 a8 01 10 05 06 00 00 00 14 06 06 00 00 00 02 07 06 00 00 00 01`);
  const accept = hex(`02 01 00 38 15 ef bc 7d ab 26 cf a3 dc 34 d9 c0 3c 86 01 a4 06 06 00 00 00 02 07 06 00 00 00 01
    08 06 ff ff ff fe 0a 06 00 00 00 02 0d 06 00 00 00 01 0c 06 00 00 05 dc`);

  it('takes the password with the Request Authenticator as the challenge', () => {
    const packet = decoded(request);
    expect(isChapPassword(packet, password)).to.equal(true);
    expect(isChapPassword(packet, Buffer.from('arctangenu'))).to.equal(false);
    expect(revealPassword(packet, secret)).to.equal(-1);
  });

  it('computes the same CHAP-Password', () => {
    expect(chapPassword(0x16, password, request.subarray(4, 20)).equals(request.subarray(30, 47))).to.equal(true);
  });

  it('builds the request with the same values', () => {
    const built = buildAccessRequest({
      identifier: 1,
      secret,
      authenticator: request.subarray(4, 20),
      messageAuthenticator: false,
      attributes: new AttributeWriter()
        .text(ATTRIBUTE['User-Name'], 'flopsy')
        .ipv4(ATTRIBUTE['NAS-IP-Address'], '192.168.1.16')
        .integer(ATTRIBUTE['NAS-Port'], 20)
        .integer(ATTRIBUTE['Service-Type'], SERVICE_TYPE.Framed)
        .integer(ATTRIBUTE['Framed-Protocol'], FRAMED_PROTOCOL.PPP)
        .build(),
      credentials: { kind: 'chap', password, chapIdentifier: 0x16 },
    });
    const chapPasswordLast = Buffer.concat([request.subarray(0, 28), request.subarray(47), request.subarray(28, 47)]);
    expect(built.toString('hex')).to.equal(chapPasswordLast.toString('hex'));
  });

  it('knows the answer for genuine', () => {
    const packet = decoded(accept);
    expect(isValidResponse(packet, request, secret)).to.equal(true);
    expect(readIpv4(packet, ATTRIBUTE['Framed-IP-Address'])).to.equal('255.255.255.254');
    expect(readUint32(packet, ATTRIBUTE['Framed-MTU'])).to.equal(1500);
  });
});

describe('RFC 2865 s7.3, a challenge and a rejection', () => {
  const first = hex(`01 02 00 39 f3 a4 7a 1f 6a 6d 76 71 0b 94 7a b9 30 41 a0 39 01 07 6d 6f 70 73 79 02 12 33 65 75 73
    77 82 89 b5 70 88 5e 15 08 48 25 c5 04 06 c0 a8 01 10 05 06 00 00 00 07`);
  const challenge = hex(`0b 02 00 4e 36 f3 c8 76 4a e8 c7 11 57 40 3c 0c 71 ff 9c 45 12 30 43 68 61 6c 6c 65 6e 67 65
    20 33 32 37 36 39 34 33 30 2e 20 20 45 6e 74 65 72 20 72 65 73 70 6f 6e 73 65 20 61 74 20 70 72 6f 6d 70 74 2e
    18 0a 33 32 37 36 39 34 33 30`);
  const second = hex(`01 03 00 43 b1 22 55 6d 42 8a 13 d0 d6 25 38 07 c4 57 ec f0 01 07 6d 6f 70 73 79 02 12 69 2c 1f
    20 5f c0 81 b9 19 b9 51 95 f5 61 a5 81 04 06 c0 a8 01 10 05 06 00 00 00 07 18 10 33 32 37 36 39 34 33 30`);
  const reject = hex('03 03 00 14 a4 2f 4f ca 45 91 6c 4e 09 c8 34 0f 9e 74 6a a0');

  it('knows both answers for genuine, each to its own request only', () => {
    expect(isValidResponse(decoded(challenge), first, secret)).to.equal(true);
    expect(readText(decoded(challenge), ATTRIBUTE['Reply-Message'])).to.match(/^Challenge 32769430/);
    expect(isValidResponse(decoded(reject), second, secret)).to.equal(true);
    expect(isValidResponse(decoded(reject), first, secret)).to.equal(false);
  });
});

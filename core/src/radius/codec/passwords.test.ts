import { TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { isChapPassword } from './chap.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { PacketView } from './packet-view.js';
import { hidePassword, isPapPassword, revealedPassword, revealPassword } from './pap.js';
import { attribute, hiddenPassword, md5Of, rawPacket, SECRET } from './raw-packets.test.helper.js';
import { prepareSecret } from './secret.js';

const secret = prepareSecret(SECRET);
const authenticator = Buffer.alloc(16, 0xa5);

function decoded(...attributes: Buffer[]): PacketView {
  const octets = rawPacket({ code: 1, authenticator, attributes });
  const packet = new PacketView();
  expect(decodePacket(packet, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}

describe('PAP', () => {
  it('reveals what a client hid, of every length up to 128 octets and under any secret', () => {
    const password = fc.uint8Array({ maxLength: 128 }).filter((octets) => octets.at(-1) !== 0);
    fc.assert(
      fc.property(password, fc.uint8Array({ minLength: 1, maxLength: 200 }), (octets, secretOctets) => {
        const someSecret = prepareSecret(secretOctets);
        const packet = decoded(attribute(2, hidePassword(octets, someSecret, authenticator)));
        expect(revealPassword(packet, someSecret)).to.equal(octets.length);
        expect(revealedPassword.subarray(0, octets.length).equals(octets)).to.equal(true);
        expect(isPapPassword(packet, someSecret, octets)).to.equal(true);
        expect(isPapPassword(packet, someSecret, Buffer.concat([octets, Buffer.from('x')]))).to.equal(false);
        expect(isPapPassword(packet, someSecret, octets.subarray(1))).to.equal(octets.length === 0);
      }),
    );
  });

  it('reveals what was hidden without this codec', () => {
    expect(isPapPassword(decoded(attribute(2, hiddenPassword('a password', authenticator))), secret, Buffer.from('a password'))).to.equal(
      true,
    );
  });

  it('takes the empty password of a DHCP login', () => {
    const packet = decoded(attribute(2, hiddenPassword('', authenticator)));
    expect(revealPassword(packet, secret)).to.equal(0);
    expect(isPapPassword(packet, secret, Buffer.alloc(0))).to.equal(true);
    expect(isPapPassword(packet, secret, Buffer.from('x'))).to.equal(false);
  });

  it('refuses a password longer than all that was sent', () => {
    const packet = decoded(attribute(2, hiddenPassword('0123456789abcdef', authenticator)));
    expect(isPapPassword(packet, secret, Buffer.from('0123456789abcdef'))).to.equal(true);
    expect(isPapPassword(packet, secret, Buffer.from('0123456789abcdefg'))).to.equal(false);
    expect(isPapPassword(packet, secret, Buffer.alloc(4000))).to.equal(false);
  });

  it('has no password in a packet without one or with one that is not whole blocks', () => {
    expect(revealPassword(decoded(), secret)).to.equal(-1);
    expect(revealPassword(decoded(attribute(2, Buffer.alloc(24))), secret)).to.equal(-1);
    expect(isPapPassword(decoded(), secret, Buffer.alloc(0))).to.equal(false);
  });

  it('refuses to hide more than 128 octets', () => {
    expect(() => hidePassword(Buffer.alloc(129), secret, authenticator))
      .to.throw(TaplineError)
      .with.property('code', 'RADIUS_PASSWORD_TOO_LONG');
  });
});

describe('CHAP', () => {
  const password = Buffer.from('pässword');
  const response = (challenge: Uint8Array) => attribute(3, Buffer.concat([Buffer.from([9]), md5Of(Buffer.from([9]), password, challenge)]));

  for (const length of [5, 16, 19, 253]) {
    it(`takes a challenge of ${length} octets`, () => {
      const challenge = Buffer.alloc(length, 0x33);
      const packet = decoded(attribute(60, challenge), response(challenge));
      expect(isChapPassword(packet, password)).to.equal(true);
      expect(isChapPassword(packet, Buffer.from('password'))).to.equal(false);
    });
  }

  it('uses the Request Authenticator when there is no challenge, and only then', () => {
    expect(isChapPassword(decoded(response(authenticator)), password)).to.equal(true);
    expect(isChapPassword(decoded(attribute(60, Buffer.alloc(16, 1)), response(authenticator)), password)).to.equal(false);
  });

  it('refuses a packet without CHAP-Password, and a password longer than any', () => {
    expect(isChapPassword(decoded(), password)).to.equal(false);
    expect(isChapPassword(decoded(response(authenticator)), Buffer.alloc(20_000))).to.equal(false);
  });
});

describe('prepareSecret', () => {
  it('refuses an empty secret and one that is too long', () => {
    for (const length of [0, 1025]) {
      expect(() => prepareSecret(Buffer.alloc(length)))
        .to.throw(TaplineError)
        .with.property('code', 'RADIUS_SECRET_LENGTH');
    }
  });

  it('keeps its own copy of the octets', () => {
    const octets = Buffer.from('changeme');
    const prepared = prepareSecret(octets);
    octets.fill(0);
    expect(prepared.bytes.toString()).to.equal('changeme');
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { padForSha1, SHA1_LENGTH, sha1, sha1Message, writeSha1 } from './sha1.js';

function digest(): string {
  const octets = Buffer.alloc(SHA1_LENGTH);
  writeSha1(octets, 0, SHA1_LENGTH);
  return octets.toString('hex');
}

describe('SHA-1', () => {
  it('gives the digests of the examples of FIPS 180', () => {
    const examples = {
      abc: 'a9993e364706816aba3e25717850c26c9cd0d89d',
      abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq: '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    };
    for (const [text, expected] of Object.entries(examples)) {
      const message = sha1Message(text.length);
      message.write(text);
      sha1(message, message.length);
      expect(digest()).to.equal(expected);
    }
  });

  it('agrees with OpenSSL on every length from 0 to 600 octets, in a message of its own and in an area that was used before', () => {
    const area = Buffer.alloc(1000, 0xff);
    for (let length = 0; length <= 600; length++) {
      const octets = randomBytes(length);
      const expected = createHash('sha1').update(octets).digest('hex');
      const message = sha1Message(length);
      message.set(octets);
      sha1(message, message.length);
      expect(digest(), `length ${length}`).to.equal(expected);
      area.set(octets);
      sha1(area, padForSha1(area, length));
      expect(digest(), `length ${length}, area`).to.equal(expected);
    }
  });

  it('writes as much of the digest as is asked for', () => {
    const message = sha1Message(0);
    sha1(message, message.length);
    const target = Buffer.alloc(12, 0xee);
    writeSha1(target, 2, 8);
    expect(target.toString('hex')).to.equal('eeeeda39a3ee5e6b4b0deeee');
  });
});

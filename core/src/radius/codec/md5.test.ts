import { createHash, createHmac, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { hmacMd5, isDigestAt, MAX_MESSAGE_LENGTH, md5, prepareHmacKey, scratch, writeDigest } from './md5.js';

function digest(): string {
  const octets = Buffer.alloc(16);
  writeDigest(octets, 0);
  return octets.toString('hex');
}

function md5Hex(message: Uint8Array): string {
  scratch.set(message);
  md5(message.length);
  return digest();
}

function hmacHex(key: Uint8Array, message: Uint8Array): string {
  const prepared = prepareHmacKey(key);
  scratch.set(message);
  hmacMd5(prepared, message.length);
  return digest();
}

describe('MD5', () => {
  const vectors: Record<string, string> = {
    '': 'd41d8cd98f00b204e9800998ecf8427e',
    a: '0cc175b9c0f1b6a831c399e269772661',
    abc: '900150983cd24fb0d6963f7d28e17f72',
    'message digest': 'f96b697d7cb7938d525a2f31aaf161d0',
    abcdefghijklmnopqrstuvwxyz: 'c3fcd3d76192e4007dfb496cca67e13b',
    ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789: 'd174ab98d277d9f5a5611c2c9f419d9f',
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890': '57edf4a22be3c955ac49da2e2107b67a',
  };

  it('gives the digests of RFC 1321 A.5', () => {
    for (const [message, expected] of Object.entries(vectors)) expect(md5Hex(Buffer.from(message))).to.equal(expected);
  });

  it('agrees with OpenSSL on every length from 0 to 600 octets and on the longest messages', () => {
    const lengths = [...Array.from({ length: 601 }, (_, length) => length), 4095, 4096, 4097, 5120, MAX_MESSAGE_LENGTH];
    for (const length of lengths) {
      const message = randomBytes(length);
      expect(md5Hex(message), `length ${length}`).to.equal(createHash('md5').update(message).digest('hex'));
    }
  });

  it('tells a digest from one that differs in any single bit', () => {
    const message = Buffer.from('message digest');
    const right = hexOctets(md5Hex(message));
    expect(isDigestAt(Buffer.concat([Buffer.alloc(3), right]), 3)).to.equal(true);
    for (let bit = 0; bit < 128; bit++) {
      const wrong = Buffer.from(right);
      wrong[bit >> 3] = (wrong[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(isDigestAt(wrong, 0), `bit ${bit}`).to.equal(false);
    }
  });
});

describe('HMAC-MD5', () => {
  it('gives the digests of RFC 2202 s2', () => {
    expect(hmacHex(Buffer.alloc(16, 0x0b), Buffer.from('Hi There'))).to.equal('9294727a3638bb1c13f48ef8158bfc9d');
    expect(hmacHex(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'))).to.equal('750c783e6ab0b503eaa86e310a5db738');
    expect(hmacHex(Buffer.alloc(80, 0xaa), Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First'))).to.equal(
      '6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd',
    );
  });

  it('agrees with OpenSSL on every length from 0 to 600 octets under keys of 0 to 150 octets', () => {
    for (let length = 0; length <= 600; length++) {
      const key = randomBytes(length % 151);
      const message = randomBytes(length);
      expect(hmacHex(key, message), `length ${length}`).to.equal(createHmac('md5', key).update(message).digest('hex'));
    }
  });

  it('leaves the message as it was', () => {
    const message = randomBytes(200);
    hmacHex(Buffer.from('secret'), message);
    expect(scratch.subarray(0, 200).equals(message)).to.equal(true);
  });
});

const hexOctets = (text: string): Buffer => Buffer.from(text, 'hex');

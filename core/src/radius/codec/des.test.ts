import { createCipheriv, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { encryptDesBlock } from './des.js';
import { hex } from './raw-packets.test.helper.js';

/** A parity bit behind every seven bits of the key, odd (RFC 2433 B.3). */
function withParity(key: Uint8Array): Buffer {
  const bits = Array.from(key, (octet) => octet.toString(2).padStart(8, '0')).join('');
  const sevens = bits.match(/.{7}/g) ?? [];
  return Buffer.from(sevens.map((seven) => Number.parseInt(seven + ((seven.split('1').length - 1) % 2 === 0 ? '1' : '0'), 2)));
}

/** OpenSSL's Triple DES is DES when its three keys are one. */
function openSslDes(key: Uint8Array, block: Uint8Array): string {
  const eight = withParity(key);
  return createCipheriv('des-ede3-ecb', Buffer.concat([eight, eight, eight]), null)
    .setAutoPadding(false)
    .update(block)
    .toString('hex');
}

function des(key: Uint8Array, block: Uint8Array): string {
  const target = Buffer.alloc(8);
  encryptDesBlock(key, 0, block, target, 0);
  return target.toString('hex');
}

/** Zeros but for one bit. */
function bit(length: number, index: number): Buffer {
  const octets = Buffer.alloc(length);
  octets[index >> 3] = 0x80 >> (index & 7);
  return octets;
}

describe('DES', () => {
  it('is compared under keys that are spread to eight octets as in RFC 2433 B.3', () => {
    expect(withParity(hex('FC156AF7EDCD6C')).equals(hex('FD0B5B5E7F6E34D9'))).to.equal(true);
    expect(withParity(hex('0EDDE3337D427F')).equals(hex('0E6E796737EA08FE'))).to.equal(true);
  });

  it('agrees with OpenSSL on 1,000 random keys and blocks', () => {
    for (let count = 0; count < 1000; count++) {
      const key = randomBytes(7);
      const block = randomBytes(8);
      expect(des(key, block), `${key.toString('hex')} ${block.toString('hex')}`).to.equal(openSslDes(key, block));
    }
  });

  it('agrees with OpenSSL on every single bit of key and block', () => {
    for (let index = 0; index < 56; index++)
      expect(des(bit(7, index), Buffer.alloc(8))).to.equal(openSslDes(bit(7, index), Buffer.alloc(8)));
    for (let index = 0; index < 64; index++)
      expect(des(Buffer.alloc(7), bit(8, index))).to.equal(openSslDes(Buffer.alloc(7), bit(8, index)));
  });

  it('gives the value that LmPasswordHash is made of, for the empty password (RFC 2433 A.3)', () => {
    expect(des(Buffer.alloc(7), Buffer.from('KGS!@#$%'))).to.equal('aad3b435b51404ee');
  });

  it('takes its key and puts its result where it is told to', () => {
    const octets = randomBytes(30);
    const target = Buffer.alloc(12, 0xee);
    encryptDesBlock(octets, 9, Buffer.alloc(8, 5), target, 3);
    expect(target.toString('hex')).to.equal(`eeeeee${openSslDes(octets.subarray(9, 16), Buffer.alloc(8, 5))}ee`);
  });
});

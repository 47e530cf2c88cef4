import { createCipheriv, createHash } from 'node:crypto';
import { md4 } from './md4.js';
import { md5Of } from './raw-packets.test.helper.js';

// MS-CHAP and MPPE once more by node:crypto, after the pseudocode of the RFCs and written for clearness, so that the tests do not check the
// codec against itself. MD4 alone, which node:crypto lacks, is the codec's own; the examples of the RFCs hold it.

export const sha1Of = (...parts: readonly (Uint8Array | string)[]): Buffer =>
  createHash('sha1')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();

export const ntHash = (password: string): Buffer => md4(Buffer.from(password, 'utf16le'));

/** RFC 2759 s8.5, s8.6; parity bits are left zero, for they do not count. */
export function challengeResponse(challenge: Uint8Array, hash: Uint8Array): Buffer {
  const padded = Buffer.concat([hash, Buffer.alloc(5)]);
  return Buffer.concat(
    [0, 7, 14].map((at) => {
      const bits = BigInt(`0x${padded.subarray(at, at + 7).toString('hex')}`);
      const key = Buffer.from(Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(49 - 7 * index)) & 0x7fn) << 1));
      return createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null)
        .setAutoPadding(false)
        .update(challenge);
    }),
  );
}

/** RFC 2759 s8.2. */
export const challengeHashOf = (peer: Uint8Array, authenticator: Uint8Array, name: string): Buffer =>
  sha1Of(peer, authenticator, name).subarray(0, 8);

/** RFC 2759 s8.7. */
export function authenticatorResponseOf(password: string, ntResponse: Uint8Array, challengeHash: Uint8Array): string {
  const digest = sha1Of(md4(ntHash(password)), ntResponse, 'Magic server to client signing constant');
  return `S=${sha1Of(digest, challengeHash, 'Pad to make it do more than one iteration').toString('hex').toUpperCase()}`;
}

/** RFC 3079 s3.4. */
export const masterKeyOf = (password: string, ntResponse: Uint8Array): Buffer =>
  sha1Of(md4(ntHash(password)), ntResponse, 'This is the MPPE Master Key').subarray(0, 16);

/** RFC 3079 s3.4, on the client, whose receive key is the server's send key. */
export function clientStartKeyOf(masterKey: Uint8Array, direction: 'send' | 'receive'): Buffer {
  const other = direction === 'send' ? 'receive' : 'send';
  const magic = `On the client side, this is the ${direction} key; on the server side, it is the ${other} key.`;
  return sha1Of(masterKey, Buffer.alloc(40), magic, Buffer.alloc(40, 0xf2)).subarray(0, 16);
}

/** GetNewKeyFromSHA (RFC 3079 s3.4): the first session key when it is given the start key twice. */
export const newKeyOf = (startKey: Uint8Array, length: number): Buffer =>
  sha1Of(startKey.subarray(0, length), Buffer.alloc(40), startKey.subarray(0, length), Buffer.alloc(40, 0xf2)).subarray(0, length);

/** Undoes RFC 2865 s5.2 and, with a salt, RFC 2548 s2.4.2. */
export function revealed(hidden: Uint8Array, secret: Uint8Array, authenticator: Uint8Array, salt: Uint8Array = Buffer.alloc(0)): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < hidden.length; at += 16) {
    const mask = at === 0 ? md5Of(secret, authenticator, salt) : md5Of(secret, hidden.subarray(at - 16, at));
    blocks.push(Buffer.from(mask.map((octet, index) => octet ^ (hidden[at + index] as number))));
  }
  return Buffer.concat(blocks);
}

import { challengeHash } from './challenge-hash.js';
import { DES_BLOCK_LENGTH } from './des.js';
import { NT_RESPONSE_LENGTH } from './ms-chap-layout.js';
import type { NtPassword } from './nt-password.js';
import { copyOctets } from './octets.js';
import { SHA1_LENGTH, sha1, sha1Message, writeSha1 } from './sha1.js';

const NT_HASH_LENGTH = 16;
/** RFC 2759 s8.7. */
const MAGIC_1 = Buffer.from('Magic server to client signing constant');
const MAGIC_2 = Buffer.from('Pad to make it do more than one iteration');
const DIGITS = Buffer.from('0123456789ABCDEF');

const first = sha1Message(NT_HASH_LENGTH + NT_RESPONSE_LENGTH + MAGIC_1.length);
first.set(MAGIC_1, NT_HASH_LENGTH + NT_RESPONSE_LENGTH);
const second = sha1Message(SHA1_LENGTH + DES_BLOCK_LENGTH + MAGIC_2.length);
second.set(MAGIC_2, SHA1_LENGTH + DES_BLOCK_LENGTH);
const digest = Buffer.alloc(SHA1_LENGTH);

/** `S=` and the digits. */
export const AUTHENTICATOR_RESPONSE_LENGTH = 2 + 2 * SHA1_LENGTH;

/**
 * GenerateAuthenticatorResponse (RFC 2759 s8.7) to `target[offset..offset + 42)`: proves to the peer that the server knows the password.
 * For the NT-Response at `octets[ntResponse..]` and the challenges that were hashed last into {@link challengeHash}.
 */
export function writeAuthenticatorResponse(
  target: Uint8Array,
  offset: number,
  password: NtPassword,
  octets: Uint8Array,
  ntResponse: number,
): void {
  copyOctets(password.hashHash, 0, first, 0, NT_HASH_LENGTH);
  copyOctets(octets, ntResponse, first, NT_HASH_LENGTH, NT_RESPONSE_LENGTH);
  sha1(first, first.length);
  writeSha1(second, 0, SHA1_LENGTH);
  copyOctets(challengeHash, 0, second, SHA1_LENGTH, DES_BLOCK_LENGTH);
  sha1(second, second.length);
  writeSha1(digest, 0, SHA1_LENGTH);
  target[offset] = 0x53; // S=
  target[offset + 1] = 0x3d;
  for (let index = 0; index < SHA1_LENGTH; index++) {
    const octet = digest[index] as number;
    target[offset + 2 + 2 * index] = DIGITS[octet >> 4] as number;
    target[offset + 3 + 2 * index] = DIGITS[octet & 15] as number;
  }
}

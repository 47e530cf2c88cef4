import { DES_BLOCK_LENGTH, DES_KEY_LENGTH, encryptDesBlock } from './des.js';
import { NT_RESPONSE_LENGTH } from './ms-chap-layout.js';
import type { NtPassword } from './nt-password.js';
import { areSameOctets, copyOctets } from './octets.js';

const NT_HASH_LENGTH = 16;
/** The password's hash filled up with zeros to three keys (RFC 2759 s8.5). */
const keys = Buffer.alloc(3 * DES_KEY_LENGTH);
const expected = Buffer.alloc(NT_RESPONSE_LENGTH);

/** ChallengeResponse (RFC 2759 s8.5, RFC 2433 A.7): the answer to a challenge of 8 octets, 24 octets to `target[offset..]`. */
export function writeNtResponse(target: Uint8Array, offset: number, password: NtPassword, challenge: Uint8Array): void {
  copyOctets(password.hash, 0, keys, 0, NT_HASH_LENGTH);
  for (let part = 0; part < 3; part++) {
    encryptDesBlock(keys, part * DES_KEY_LENGTH, challenge, target, offset + part * DES_BLOCK_LENGTH);
  }
}

/** Whether the right answer stands at `octets[offset..offset + 24)`. The time it takes does not tell how much of a guess was right. */
export function isNtResponse(octets: Uint8Array, offset: number, password: NtPassword, challenge: Uint8Array): boolean {
  writeNtResponse(expected, 0, password, challenge);
  return areSameOctets(octets, offset, expected, 0, NT_RESPONSE_LENGTH);
}

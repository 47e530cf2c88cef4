import { DIGEST_LENGTH, digestOctet, md5, scratch } from './md5.js';
import { copyOctets } from './octets.js';
import type { RouterSecret } from './secret.js';

/**
 * Hides `octets[offset..offset + length)` in place, whole blocks of 16 octets, each under the MD5 of the secret and the hidden block before
 * it, the first under that of the secret and `seed`: the Request Authenticator (RFC 2865 s5.2), with a salt behind it for the keys of MPPE
 * (RFC 2548 s2.4.2).
 */
export function hideOctets(octets: Uint8Array, offset: number, length: number, secret: RouterSecret, seed: Uint8Array): void {
  for (let at = offset; at < offset + length; at += DIGEST_LENGTH) {
    if (at === offset) hashSecretWith(secret, seed, 0, seed.length);
    else hashSecretWith(secret, octets, at - DIGEST_LENGTH, DIGEST_LENGTH);
    for (let index = 0; index < DIGEST_LENGTH; index++) octets[at + index] = (octets[at + index] as number) ^ digestOctet(index);
  }
}

/** MD5 over the secret and `octets[offset..offset + length)`. */
export function hashSecretWith(secret: RouterSecret, octets: Uint8Array, offset: number, length: number): void {
  const { bytes } = secret;
  copyOctets(bytes, 0, scratch, 0, bytes.length);
  copyOctets(octets, offset, scratch, bytes.length, length);
  md5(bytes.length + length);
}

import { invalid } from '@tapline/sdk';
import { hashSecretWith, hideOctets } from './hide-octets.js';
import { DIGEST_LENGTH, digestOctet } from './md5.js';
import { AUTHENTICATOR_OFFSET } from './packet-layout.js';
import type { PacketView } from './packet-view.js';
import type { RouterSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

const MAX_PASSWORD_LENGTH = 128;

/** Where {@link revealPassword} puts the password, in whole blocks filled up with zeros. Shared: read it at once, and copy what must last. */
export const revealedPassword: Buffer = Buffer.alloc(MAX_PASSWORD_LENGTH);

/**
 * Undoes the hiding of User-Password (RFC 2865 s5.2) into {@link revealedPassword} and returns the password's length without the zeros
 * that filled it up, or -1 when there is none or it is not whole blocks of 16 octets. A wrong secret gives a wrong password, not -1.
 */
export function revealPassword(packet: PacketView, secret: RouterSecret): number {
  const { buffer } = packet;
  const offset = packet.offsetOf(ATTRIBUTE['User-Password']);
  const length = packet.lengthOf(ATTRIBUTE['User-Password']); // 16 to 128, or the packet would not have been decoded
  if (offset === 0 || length % DIGEST_LENGTH !== 0) return -1;
  for (let at = 0; at < length; at += DIGEST_LENGTH) {
    hashSecretWith(secret, buffer, at === 0 ? AUTHENTICATOR_OFFSET : offset + at - DIGEST_LENGTH, DIGEST_LENGTH);
    for (let index = 0; index < DIGEST_LENGTH; index++) {
      revealedPassword[at + index] = (buffer[offset + at + index] as number) ^ digestOctet(index);
    }
  }
  let end = length;
  while (end > 0 && revealedPassword[end - 1] === 0) end--;
  return end;
}

/** Whether User-Password is `password`. The time it takes does not tell how much of a guess was right. */
export function isPapPassword(packet: PacketView, secret: RouterSecret, password: Uint8Array): boolean {
  const length = revealPassword(packet, secret);
  if (length === -1) return false;
  const lengthOnWire = packet.lengthOf(ATTRIBUTE['User-Password']);
  let difference = length ^ password.length;
  for (let index = 0; index < lengthOnWire; index++) {
    difference |= (revealedPassword[index] as number) ^ (index < password.length ? (password[index] as number) : 0);
  }
  return difference === 0;
}

/** The value of User-Password as a client sends it (RFC 2865 s5.2): filled up with zeros to whole blocks, at least one. */
export function hidePassword(password: Uint8Array, secret: RouterSecret, requestAuthenticator: Uint8Array): Buffer {
  if (password.length > MAX_PASSWORD_LENGTH) {
    throw invalid(
      'RADIUS_PASSWORD_TOO_LONG',
      `RADIUS carries passwords of up to ${MAX_PASSWORD_LENGTH} octets and this one has ${password.length}`,
      'password',
    );
  }
  const hidden = Buffer.alloc(Math.max(1, Math.ceil(password.length / DIGEST_LENGTH)) * DIGEST_LENGTH);
  hidden.set(password);
  hideOctets(hidden, 0, hidden.length, secret, requestAuthenticator);
  return hidden;
}

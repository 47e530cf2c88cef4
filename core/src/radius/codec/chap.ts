import { DIGEST_LENGTH, isDigestAt, MAX_MESSAGE_LENGTH, md5, scratch, writeDigest } from './md5.js';
import { AUTHENTICATOR_LENGTH, AUTHENTICATOR_OFFSET, MAX_VALUE_LENGTH } from './packet-layout.js';
import type { PacketView } from './packet-view.js';
import { ATTRIBUTE } from './standard-attributes.js';

const MAX_PASSWORD_LENGTH = MAX_MESSAGE_LENGTH - 1 - MAX_VALUE_LENGTH;

/**
 * Whether CHAP-Password was made from `password` (RFC 2865 s5.3): one octet of CHAP identifier and the MD5 of identifier, password and
 * challenge. The challenge is CHAP-Challenge, of whatever length, or the Request Authenticator when there is none (s5.40).
 */
export function isChapPassword(packet: PacketView, password: Uint8Array): boolean {
  const { buffer } = packet;
  const offset = packet.offsetOf(ATTRIBUTE['CHAP-Password']);
  if (offset === 0 || password.length > MAX_PASSWORD_LENGTH) return false;
  const challengeOffset = packet.offsetOf(ATTRIBUTE['CHAP-Challenge']) || AUTHENTICATOR_OFFSET;
  const challengeLength = packet.lengthOf(ATTRIBUTE['CHAP-Challenge']) || AUTHENTICATOR_LENGTH;
  scratch[0] = buffer[offset] as number;
  scratch.set(password, 1);
  buffer.copy(scratch, 1 + password.length, challengeOffset, challengeOffset + challengeLength);
  md5(1 + password.length + challengeLength);
  return isDigestAt(buffer, offset + 1);
}

/** The value of CHAP-Password as a client sends it (RFC 2865 s5.3). */
export function chapPassword(chapIdentifier: number, password: Uint8Array, challenge: Uint8Array): Buffer {
  const value = Buffer.alloc(1 + DIGEST_LENGTH);
  value[0] = chapIdentifier;
  scratch[0] = chapIdentifier;
  scratch.set(password, 1);
  scratch.set(challenge, 1 + password.length);
  md5(1 + password.length + challenge.length);
  writeDigest(value, 1);
  return value;
}

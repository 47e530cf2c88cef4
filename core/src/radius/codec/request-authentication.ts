import { PACKET_CODE } from './codes.js';
import { hmacMd5, isDigestAt, md5, scratch } from './md5.js';
import { copyOctets } from './octets.js';
import { AUTHENTICATOR_LENGTH, AUTHENTICATOR_OFFSET } from './packet-layout.js';
import type { PacketView } from './packet-view.js';
import type { RouterSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

/**
 * Whether the request has a Message-Authenticator made with `secret` (RFC 2869 s5.14, RFC 3579 s3.2). False when it has none: whether it
 * must have one is the router's setting, so the caller asks `packet.has`. Only the first one counts, and all others are covered by it.
 */
export function hasValidMessageAuthenticator(packet: PacketView, secret: RouterSecret): boolean {
  const offset = packet.offsetOf(ATTRIBUTE['Message-Authenticator']);
  if (offset === 0) return false;
  copyOctets(packet.buffer, 0, scratch, 0, packet.length);
  for (let at = offset; at < offset + AUTHENTICATOR_LENGTH; at++) scratch[at] = 0;
  if (isAuthenticatorComputedLast(packet.code)) clearAuthenticator();
  hmacMd5(secret.hmacKey, packet.length);
  return isDigestAt(packet.buffer, offset);
}

/**
 * Whether the Request Authenticator of an Accounting-Request (RFC 2866 s3), Disconnect-Request or CoA-Request (RFC 5176 s2.3) was made with
 * `secret`. That of an Access-Request is a random number and proves nothing.
 */
export function hasValidAccountingAuthenticator(packet: PacketView, secret: RouterSecret): boolean {
  copyOctets(packet.buffer, 0, scratch, 0, packet.length);
  clearAuthenticator();
  copyOctets(secret.bytes, 0, scratch, packet.length, secret.bytes.length);
  md5(packet.length + secret.bytes.length);
  return isDigestAt(packet.buffer, AUTHENTICATOR_OFFSET);
}

/** These requests are hashed as a whole when all else stands, so their Message-Authenticator is computed over zeros (RFC 5176 s3.4). */
function isAuthenticatorComputedLast(code: number): boolean {
  return code !== PACKET_CODE['Access-Request'] && code !== PACKET_CODE['Status-Server'];
}

function clearAuthenticator(): void {
  for (let at = AUTHENTICATOR_OFFSET; at < AUTHENTICATOR_OFFSET + AUTHENTICATOR_LENGTH; at++) scratch[at] = 0;
}

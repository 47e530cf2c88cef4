import { hmacMd5, isDigestAt, md5, scratch } from './md5.js';
import { AUTHENTICATOR_LENGTH, AUTHENTICATOR_OFFSET } from './packet-layout.js';
import type { PacketView } from './packet-view.js';
import type { RouterSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

/**
 * Whether `response` answers the request whose octets were `request` and was made with `secret`: the Identifier, the Response Authenticator
 * (RFC 2865 s3, RFC 2866 s3, RFC 5176 s2.3) and, if there is one, the Message-Authenticator (RFC 2869 s5.14, RFC 5176 s3.4). A client of an
 * authentication server also insists on `response.has` Message-Authenticator; routers leave it out of their answers.
 */
export function isValidResponse(response: PacketView, request: Buffer, secret: RouterSecret): boolean {
  if (response.length === 0 || response.identifier !== request[1]) return false;
  putResponseWithRequestAuthenticator(response, request);
  secret.bytes.copy(scratch, response.length);
  md5(response.length + secret.bytes.length);
  if (!isDigestAt(response.buffer, AUTHENTICATOR_OFFSET)) return false;

  const offset = response.offsetOf(ATTRIBUTE['Message-Authenticator']);
  if (offset === 0) return true;
  putResponseWithRequestAuthenticator(response, request);
  scratch.fill(0, offset, offset + AUTHENTICATOR_LENGTH);
  hmacMd5(secret.hmacKey, response.length);
  return isDigestAt(response.buffer, offset);
}

function putResponseWithRequestAuthenticator(response: PacketView, request: Buffer): void {
  response.buffer.copy(scratch, 0, 0, response.length);
  request.copy(scratch, AUTHENTICATOR_OFFSET, AUTHENTICATOR_OFFSET, AUTHENTICATOR_OFFSET + AUTHENTICATOR_LENGTH);
}

import type { AnswerAttributes } from './answer-attributes.js';
import { PACKET_CODE, type PacketCode } from './codes.js';
import { DIGEST_LENGTH, hmacMd5, md5, scratch, writeDigest } from './md5.js';
import { copyOctets } from './octets.js';
import {
  ATTRIBUTE_HEADER_LENGTH,
  AUTHENTICATOR_LENGTH,
  AUTHENTICATOR_OFFSET,
  FIRST_VALUE_OFFSET,
  HEADER_LENGTH,
  MAX_PACKET_LENGTH,
} from './packet-layout.js';
import type { PacketView } from './packet-view.js';
import type { RouterSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

const NO_ATTRIBUTES = Buffer.alloc(0);
const MESSAGE_AUTHENTICATOR_LENGTH = ATTRIBUTE_HEADER_LENGTH + DIGEST_LENGTH;

// These take their arguments one by one in place of an options object because that would be one more allocation for every login.

/**
 * Writes an Access-Accept (RFC 2865 s4.2) into `output`, with `attributes`, as an AttributeWriter built them, and behind them `extra`, which
 * this login alone has; returns its length, or 0 when it would be longer than `output` or than a packet may be, and then there is nothing to
 * send. Also the answer to a Status-Server on the authentication port (RFC 5997 s3).
 *
 * Message-Authenticator always comes first, whatever the request had: that is what keeps a forger from bending a Reject into an Accept
 * (CVE-2024-3596). Proxy-State is echoed in its order (RFC 2865 s5.33).
 */
export function writeAccessAccept(
  output: Buffer,
  request: PacketView,
  secret: RouterSecret,
  attributes: Buffer = NO_ATTRIBUTES,
  extra?: AnswerAttributes,
): number {
  return writeAccessResponse(output, request, secret, PACKET_CODE['Access-Accept'], attributes, extra);
}

/** Writes an Access-Reject (RFC 2865 s4.3), in all else like {@link writeAccessAccept}. */
export function writeAccessReject(
  output: Buffer,
  request: PacketView,
  secret: RouterSecret,
  attributes: Buffer = NO_ATTRIBUTES,
  extra?: AnswerAttributes,
): number {
  return writeAccessResponse(output, request, secret, PACKET_CODE['Access-Reject'], attributes, extra);
}

/**
 * Writes an Accounting-Response (RFC 2866 s4.2), which has no attributes but the request's Proxy-State; returns as
 * {@link writeAccessAccept}. Also the answer to a Status-Server on the accounting port (RFC 5997 s3).
 */
export function writeAccountingResponse(output: Buffer, request: PacketView, secret: RouterSecret): number {
  const length = HEADER_LENGTH + request.proxyStateLength;
  if (length > output.length || length > MAX_PACKET_LENGTH) return 0;
  putHeader(request, PACKET_CODE['Accounting-Response'], length);
  putProxyStates(request, HEADER_LENGTH);
  return sealInto(output, secret, length);
}

function writeAccessResponse(
  output: Buffer,
  request: PacketView,
  secret: RouterSecret,
  code: PacketCode,
  attributes: Buffer,
  extra: AnswerAttributes | undefined,
): number {
  const attributesOffset = HEADER_LENGTH + MESSAGE_AUTHENTICATOR_LENGTH;
  const extraOffset = attributesOffset + attributes.length;
  const proxyStatesOffset = extraOffset + (extra?.length ?? 0);
  const length = proxyStatesOffset + request.proxyStateLength;
  if (length > output.length || length > MAX_PACKET_LENGTH) return 0;
  putHeader(request, code, length);
  scratch[HEADER_LENGTH] = ATTRIBUTE['Message-Authenticator'];
  scratch[HEADER_LENGTH + 1] = MESSAGE_AUTHENTICATOR_LENGTH;
  for (let at = FIRST_VALUE_OFFSET; at < attributesOffset; at++) scratch[at] = 0;
  copyOctets(attributes, 0, scratch, attributesOffset, attributes.length);
  if (extra) copyOctets(extra.octets, 0, scratch, extraOffset, extra.length);
  putProxyStates(request, proxyStatesOffset);
  hmacMd5(secret.hmacKey, length);
  writeDigest(scratch, FIRST_VALUE_OFFSET);
  return sealInto(output, secret, length);
}

/** The Request Authenticator stands in until {@link sealInto} replaces it: both digests are taken over it (RFC 2865 s3, RFC 2869 s5.14). */
function putHeader(request: PacketView, code: PacketCode, length: number): void {
  scratch[0] = code;
  scratch[1] = request.identifier;
  scratch[2] = length >> 8;
  scratch[3] = length & 0xff;
  copyOctets(request.buffer, AUTHENTICATOR_OFFSET, scratch, AUTHENTICATOR_OFFSET, AUTHENTICATOR_LENGTH);
}

function putProxyStates(request: PacketView, offset: number): void {
  if (request.proxyStateLength === 0) return;
  const { buffer } = request;
  let to = offset;
  for (let at = HEADER_LENGTH; at < request.length; at += buffer[at + 1] as number) {
    if (buffer[at] === ATTRIBUTE['Proxy-State']) to += buffer.copy(scratch, to, at, at + (buffer[at + 1] as number));
  }
}

/** Copies the packet out with its Response Authenticator (RFC 2865 s3). */
function sealInto(output: Buffer, secret: RouterSecret, length: number): number {
  copyOctets(secret.bytes, 0, scratch, length, secret.bytes.length);
  md5(length + secret.bytes.length);
  copyOctets(scratch, 0, output, 0, length);
  writeDigest(output, AUTHENTICATOR_OFFSET);
  return length;
}

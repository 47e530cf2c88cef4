import { randomBytes } from 'node:crypto';
import { invalid } from '@tapline/sdk';
import { AttributeWriter } from './attribute-writer.js';
import { chapPassword } from './chap.js';
import { PACKET_CODE, type PacketCode } from './codes.js';
import { DIGEST_LENGTH, hmacMd5, md5, scratch, writeDigest } from './md5.js';
import { type MsChap2Credentials, type MsChapCredentials, msChap2Attributes, msChapAttributes } from './ms-chap-client.js';
import {
  ATTRIBUTE_HEADER_LENGTH,
  AUTHENTICATOR_LENGTH,
  AUTHENTICATOR_OFFSET,
  FIRST_VALUE_OFFSET,
  HEADER_LENGTH,
  MAX_PACKET_LENGTH,
} from './packet-layout.js';
import { hidePassword } from './pap.js';
import type { RouterSecret } from './secret.js';
import { ATTRIBUTE } from './standard-attributes.js';

const NO_ATTRIBUTES = Buffer.alloc(0);

export interface RequestOptions {
  /** 0 to 255, unlike that of any other request under way from the same port (RFC 2865 s3). */
  readonly identifier: number;
  readonly secret: RouterSecret;
  /** As an AttributeWriter built them. */
  readonly attributes?: Uint8Array;
  /** Whether to put a Message-Authenticator first. */
  readonly messageAuthenticator?: boolean;
}

export type Credentials =
  | { readonly kind: 'pap'; readonly password: Uint8Array }
  /** Without `challenge` the Request Authenticator is the challenge (RFC 2865 s5.40). */
  | { readonly kind: 'chap'; readonly password: Uint8Array; readonly chapIdentifier: number; readonly challenge?: Uint8Array }
  | MsChapCredentials
  | MsChap2Credentials;

export interface AccessRequestOptions extends RequestOptions {
  readonly credentials?: Credentials;
  /** 16 octets, random unless given. */
  readonly authenticator?: Uint8Array;
}

/** RFC 2865 s4.1. Has a Message-Authenticator unless told otherwise. */
export function buildAccessRequest(options: AccessRequestOptions): Buffer {
  const authenticator = options.authenticator ?? randomBytes(AUTHENTICATOR_LENGTH);
  const credentials = options.credentials ? credentialAttributes(options.credentials, options.secret, authenticator) : NO_ATTRIBUTES;
  const attributes = Buffer.concat([options.attributes ?? NO_ATTRIBUTES, credentials]);
  return buildWithRandomAuthenticator(PACKET_CODE['Access-Request'], { ...options, attributes, authenticator });
}

/** RFC 5997 s3: asks a server whether it is there. Always has a Message-Authenticator, or it would be discarded. */
export function buildStatusServer(options: Omit<RequestOptions, 'messageAuthenticator'>): Buffer {
  return buildWithRandomAuthenticator(PACKET_CODE['Status-Server'], { ...options, authenticator: randomBytes(AUTHENTICATOR_LENGTH) });
}

/** RFC 2866 s4.1. */
export const buildAccountingRequest = (options: RequestOptions): Buffer => buildHashed(PACKET_CODE['Accounting-Request'], options);

/** RFC 5176 s2.1: ends a session. Leaves Message-Authenticator out unless told otherwise: not all routers know it here. */
export const buildDisconnectRequest = (options: RequestOptions): Buffer => buildHashed(PACKET_CODE['Disconnect-Request'], options);

/** RFC 5176 s2.2: changes a session. Message-Authenticator as in {@link buildDisconnectRequest}. */
export const buildCoaRequest = (options: RequestOptions): Buffer => buildHashed(PACKET_CODE['CoA-Request'], options);

/** How long a request is with these attributes. */
export function requestLength({
  attributes = NO_ATTRIBUTES,
  messageAuthenticator = false,
}: Omit<RequestOptions, 'identifier' | 'secret'>): number {
  return HEADER_LENGTH + (messageAuthenticator ? ATTRIBUTE_HEADER_LENGTH + DIGEST_LENGTH : 0) + attributes.length;
}

function credentialAttributes(credentials: Credentials, secret: RouterSecret, authenticator: Uint8Array): Buffer {
  const writer = new AttributeWriter();
  if (credentials.kind === 'mschap') return msChapAttributes(credentials);
  if (credentials.kind === 'mschapv2') return msChap2Attributes(credentials);
  if (credentials.kind === 'pap') {
    return writer.octets(ATTRIBUTE['User-Password'], hidePassword(credentials.password, secret, authenticator)).build();
  }
  const { password, chapIdentifier, challenge } = credentials;
  if (challenge) writer.octets(ATTRIBUTE['CHAP-Challenge'], challenge);
  return writer.octets(ATTRIBUTE['CHAP-Password'], chapPassword(chapIdentifier, password, challenge ?? authenticator)).build();
}

function buildWithRandomAuthenticator(code: PacketCode, options: AccessRequestOptions & { readonly authenticator: Uint8Array }): Buffer {
  const hasMessageAuthenticator = options.messageAuthenticator ?? true;
  const packet = assemble(code, options, hasMessageAuthenticator);
  packet.set(options.authenticator, AUTHENTICATOR_OFFSET);
  if (hasMessageAuthenticator) signMessage(packet, options.secret);
  return packet;
}

/** The Request Authenticator is a hash of all the rest (RFC 2866 s3, RFC 5176 s2.3); the Message-Authenticator sees zeros in its place. */
function buildHashed(code: PacketCode, options: RequestOptions): Buffer {
  const hasMessageAuthenticator = options.messageAuthenticator ?? false;
  const packet = assemble(code, options, hasMessageAuthenticator);
  if (hasMessageAuthenticator) signMessage(packet, options.secret);
  scratch.set(packet);
  scratch.set(options.secret.bytes, packet.length);
  md5(packet.length + options.secret.bytes.length);
  writeDigest(packet, AUTHENTICATOR_OFFSET);
  return packet;
}

function assemble(code: PacketCode, options: RequestOptions, hasMessageAuthenticator: boolean): Buffer {
  const { identifier, attributes = NO_ATTRIBUTES } = options;
  if (!Number.isInteger(identifier) || identifier < 0 || identifier > 255) {
    throw invalid('RADIUS_IDENTIFIER_RANGE', `a RADIUS packet has an identifier from 0 to 255 and was given ${identifier}`);
  }
  const length = requestLength({ attributes, messageAuthenticator: hasMessageAuthenticator });
  if (length > MAX_PACKET_LENGTH) {
    throw invalid(
      'RADIUS_PACKET_TOO_LONG',
      `a RADIUS packet has up to ${MAX_PACKET_LENGTH} octets and this one would have ${length}; leave attributes out`,
    );
  }
  const writer = new AttributeWriter();
  if (hasMessageAuthenticator) writer.octets(ATTRIBUTE['Message-Authenticator'], Buffer.alloc(DIGEST_LENGTH));
  const packet = Buffer.concat([Buffer.alloc(HEADER_LENGTH), writer.build(), attributes]);
  packet[0] = code;
  packet[1] = identifier;
  packet.writeUInt16BE(packet.length, 2);
  return packet;
}

/** RFC 2869 s5.14, RFC 5176 s3.4. */
function signMessage(packet: Buffer, secret: RouterSecret): void {
  scratch.set(packet);
  hmacMd5(secret.hmacKey, packet.length);
  writeDigest(packet, FIRST_VALUE_OFFSET);
}

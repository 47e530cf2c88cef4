import { randomInt } from 'node:crypto';
import type { AnswerAttributes } from './answer-attributes.js';
import type { AttributeKey } from './attribute-key.js';
import { AttributeWriter } from './attribute-writer.js';
import { hideOctets } from './hide-octets.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { deriveMasterKey, MPPE_KEY_LENGTH, writeServerReceiveKey, writeServerSendKey } from './mppe-keys.js';
import { NT_RESPONSE_OFFSET } from './ms-chap-layout.js';
import type { NtPassword } from './nt-password.js';
import { copyOctets } from './octets.js';
import { AUTHENTICATOR_LENGTH, AUTHENTICATOR_OFFSET } from './packet-layout.js';
import type { PacketView } from './packet-view.js';
import type { RouterSecret } from './secret.js';

/** MS-MPPE-Encryption-Policy (RFC 2548 s2.4.4). */
export const MPPE_POLICY = Object.freeze({ Allowed: 1, Required: 2 } as const);
export type MppePolicy = (typeof MPPE_POLICY)[keyof typeof MPPE_POLICY];

/** MS-MPPE-Encryption-Types (RFC 2548 s2.4.5): bits to be added up. */
export const MPPE_TYPES = Object.freeze({ 'RC4-40': 2, 'RC4-128': 4 } as const);

const SALT_LENGTH = 2;
/** Key-Length and a key, filled up to whole blocks (RFC 2548 s2.4.2). */
const KEY_FIELD_LENGTH = 32;
/** LM-Key, NT-Key and padding (RFC 2548 s2.4.1). */
const KEYS_LENGTH = 32;
const LM_KEY_LENGTH = 8;

const requestAuthenticator = Buffer.alloc(AUTHENTICATOR_LENGTH);
const saltedAuthenticator = Buffer.alloc(AUTHENTICATOR_LENGTH + SALT_LENGTH);
let salt = randomInt(0x8000);

/** The two attributes that say what of MPPE a router may or must use, for an AttributeWriter's place in an Access-Accept. Built once. */
export const buildMppePolicy = (policy: MppePolicy, types: number): Buffer =>
  new AttributeWriter()
    .integer(MICROSOFT_ATTRIBUTE['MS-MPPE-Encryption-Policy'], policy)
    .integer(MICROSOFT_ATTRIBUTE['MS-MPPE-Encryption-Types'], types)
    .build();

/**
 * Appends MS-MPPE-Send-Key and MS-MPPE-Recv-Key (RFC 2548 s2.4.2, s2.4.3) of 128 bits, as RFC 3079 s3 makes them of an MS-CHAPv2 login
 * whose password was right; the router cuts them down for a weaker encryption. Appends nothing when the request is none.
 */
export function appendMppeKeys(answer: AnswerAttributes, request: PacketView, secret: RouterSecret, password: NtPassword): void {
  const response = request.offsetOf(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']);
  if (response === 0) return;
  deriveMasterKey(password, request.buffer, response + NT_RESPONSE_OFFSET);
  copyOctets(request.buffer, AUTHENTICATOR_OFFSET, saltedAuthenticator, 0, AUTHENTICATOR_LENGTH);
  const sendKey = appendKeyField(answer, MICROSOFT_ATTRIBUTE['MS-MPPE-Send-Key']);
  writeServerSendKey(answer.octets, sendKey + 1);
  hideOctets(answer.octets, sendKey, KEY_FIELD_LENGTH, secret, saltedAuthenticator);
  const receiveKey = appendKeyField(answer, MICROSOFT_ATTRIBUTE['MS-MPPE-Recv-Key']);
  writeServerReceiveKey(answer.octets, receiveKey + 1);
  hideOctets(answer.octets, receiveKey, KEY_FIELD_LENGTH, secret, saltedAuthenticator);
}

/**
 * Appends MS-CHAP-MPPE-Keys (RFC 2548 s2.4.1) for an MS-CHAP login whose password was right. Its NT-Key is the hash of the password's hash,
 * which is what RFC 3079 s2.4 makes the session key from and what peers use, although RFC 2548 says the hash. LM-Key is left empty, so that
 * only 128 bits work: the keys of 40 bits of RFC 3079 s2.1 come from the LM hash alone. Appends nothing when the request is no such login.
 */
export function appendMsChapMppeKeys(answer: AnswerAttributes, request: PacketView, secret: RouterSecret, password: NtPassword): void {
  if (!request.has(MICROSOFT_ATTRIBUTE['MS-CHAP-Response'])) return;
  const { octets } = answer;
  const at = answer.appendVendor(MICROSOFT_ATTRIBUTE['MS-CHAP-MPPE-Keys'], KEYS_LENGTH);
  octets.fill(0, at, at + KEYS_LENGTH);
  copyOctets(password.hashHash, 0, octets, at + LM_KEY_LENGTH, password.hashHash.length);
  copyOctets(request.buffer, AUTHENTICATOR_OFFSET, requestAuthenticator, 0, AUTHENTICATOR_LENGTH);
  hideOctets(octets, at, KEYS_LENGTH, secret, requestAuthenticator);
}

/**
 * Appends a key attribute with a new salt, its highest bit set as it must be, and with all of its plaintext but the key; returns where that
 * plaintext is. Salts follow each other, so the two of an answer differ (RFC 2548 s2.4.2).
 */
function appendKeyField(answer: AnswerAttributes, key: AttributeKey): number {
  const { octets } = answer;
  const at = answer.appendVendor(key, SALT_LENGTH + KEY_FIELD_LENGTH);
  salt = (salt + 1) & 0x7fff;
  octets[at] = 0x80 | (salt >> 8);
  octets[at + 1] = salt;
  copyOctets(octets, at, saltedAuthenticator, AUTHENTICATOR_LENGTH, SALT_LENGTH);
  const field = at + SALT_LENGTH;
  octets.fill(0, field, field + KEY_FIELD_LENGTH);
  octets[field] = MPPE_KEY_LENGTH;
  return field;
}

import { createHmac, hash } from 'node:crypto';
import { isSoundPacket } from './sound-packet.js';

export type ServerPort = 'authentication' | 'accounting';

const ACCESS_REQUEST = 1;
const ACCOUNTING_REQUEST = 4;
const STATUS_SERVER = 12;
const MESSAGE_AUTHENTICATOR = 80;
const AUTHENTICATOR_AT = 4;
const ATTRIBUTES_AT = 20;
const DIGEST_OCTETS = 16;

/**
 * Whether a server may answer these octets, that demands a Message-Authenticator of logins: sound, for its port, and made with the secret.
 * Apart from the codec, which is judged by it.
 */
export function isAnswerable(octets: Buffer, port: ServerPort, secret: Buffer): boolean {
  if (!isSoundPacket(octets)) return false;
  const packet = octets.subarray(0, octets.readUInt16BE(2));
  const code = packet.readUInt8(0);
  const signature = signatureOffset(packet);
  const isSigned = signature !== undefined && isAt(packet, signature, signatureOf(packet, signature, secret));
  if (code === STATUS_SERVER) return isSigned;
  if (port === 'authentication') return code === ACCESS_REQUEST && isSigned;
  return (
    code === ACCOUNTING_REQUEST && isAt(packet, AUTHENTICATOR_AT, accountingDigest(packet, secret)) && (signature === undefined || isSigned)
  );
}

/** Puts right what the holder of the secret would: a forger's packet becomes a faulty router's. Leaves alone what cannot be followed. */
export function signAgain(octets: Buffer, secret: Buffer): Buffer {
  if (octets.length < ATTRIBUTES_AT || octets.readUInt16BE(2) !== octets.length) return octets;
  const signed = Buffer.from(octets);
  const signature = signatureOffset(signed);
  if (signature !== undefined) signatureOf(signed, signature, secret).copy(signed, signature);
  if (signed[0] === ACCOUNTING_REQUEST) accountingDigest(signed, secret).copy(signed, AUTHENTICATOR_AT);
  return signed;
}

/** RFC 2865 s3. */
export function isAnswerTo(request: Buffer, answer: Buffer, secret: Buffer): boolean {
  if (answer.length < ATTRIBUTES_AT || answer[1] !== request[1]) return false;
  const asked = Buffer.concat([answer, secret]);
  request.copy(asked, AUTHENTICATOR_AT, AUTHENTICATOR_AT, ATTRIBUTES_AT);
  return isAt(answer, AUTHENTICATOR_AT, hash('md5', asked, 'buffer'));
}

function isAt(octets: Buffer, at: number, digest: Buffer): boolean {
  return octets.subarray(at, at + DIGEST_OCTETS).equals(digest);
}

/** Where the first Message-Authenticator's value begins. */
function signatureOffset(packet: Buffer): number | undefined {
  for (let at = ATTRIBUTES_AT; at + 2 <= packet.length; at += packet[at + 1] as number) {
    const size = packet[at + 1] as number;
    if (size < 2 || at + size > packet.length) return undefined;
    if (packet[at] === MESSAGE_AUTHENTICATOR) return size === DIGEST_OCTETS + 2 ? at + 2 : undefined;
  }
  return undefined;
}

/** RFC 2869 s5.14; over a Request Authenticator of zeros where that is itself a digest (RFC 5176 s3.4). */
function signatureOf(packet: Buffer, at: number, secret: Buffer): Buffer {
  const zeroed = Buffer.from(packet).fill(0, at, at + DIGEST_OCTETS);
  if (packet[0] !== ACCESS_REQUEST && packet[0] !== STATUS_SERVER) zeroed.fill(0, AUTHENTICATOR_AT, ATTRIBUTES_AT);
  return createHmac('md5', secret).update(zeroed).digest();
}

/** RFC 2866 s3. */
function accountingDigest(packet: Buffer, secret: Buffer): Buffer {
  return hash('md5', Buffer.concat([Buffer.from(packet).fill(0, AUTHENTICATOR_AT, ATTRIBUTES_AT), secret]), 'buffer');
}

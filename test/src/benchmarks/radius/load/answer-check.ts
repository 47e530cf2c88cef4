import { createHmac, hash } from 'node:crypto';
import type { RequestKind } from './load.js';
import { TYPE } from './request-attributes.js';

const ANSWER_CODE: Readonly<Record<Exclude<RequestKind, 'echo'>, number>> = {
  pap: 2,
  chap: 2,
  mschapv2: 2,
  accounting: 5,
  'accounting-storm': 5,
  'accounting-quiet': 5,
};
const CODE_NAMES: Readonly<Record<number, string>> = { 2: 'Access-Accept', 3: 'Access-Reject', 5: 'Accounting-Response' };
const HEADER_OCTETS = 20;

/** What is wrong at first sight with an answer whose identifier is right. */
export function findPlainFault(answer: Buffer, kind: RequestKind): string | undefined {
  if (kind === 'echo') return undefined;
  if (answer.length < HEADER_OCTETS || answer.readUInt16BE(2) !== answer.length) return 'wrong length';
  const expected = ANSWER_CODE[kind];
  const code = answer[0] as number;
  return code === expected ? undefined : `${CODE_NAMES[code] ?? `code ${code}`} in place of ${CODE_NAMES[expected]}`;
}

/** What is wrong with an answer's digests: Response Authenticator (RFC 2865 s3), Message-Authenticator if there is one (RFC 3579 s3.2). */
export function findDigestFault(answer: Buffer, request: Buffer, secret: string): string | undefined {
  const asked = Buffer.concat([answer, Buffer.from(secret)]);
  request.copy(asked, 4, 4, HEADER_OCTETS);
  if (!hash('md5', asked, 'buffer').equals(answer.subarray(4, HEADER_OCTETS))) return 'wrong Response Authenticator';
  const offset = offsetOfMessageAuthenticator(answer);
  if (offset === undefined) return undefined;
  asked.fill(0, offset, offset + 16);
  const expected = createHmac('md5', secret).update(asked.subarray(0, answer.length)).digest();
  return expected.equals(answer.subarray(offset, offset + 16)) ? undefined : 'wrong Message-Authenticator';
}

/** Where its sixteen octets begin. */
export function offsetOfMessageAuthenticator(answer: Buffer): number | undefined {
  for (let at = HEADER_OCTETS; at + 2 <= answer.length; at += answer[at + 1] as number) {
    const length = answer[at + 1] as number;
    if (answer[at] === TYPE.messageAuthenticator && length === 18) return at + 2;
    if (length < 2) return undefined;
  }
  return undefined;
}

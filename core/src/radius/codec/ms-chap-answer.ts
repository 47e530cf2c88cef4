import { randomFillSync } from 'node:crypto';
import type { AnswerAttributes } from './answer-attributes.js';
import { writeAuthenticatorResponse } from './authenticator-response.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { hashChallengesOf } from './ms-chap.js';
import { IDENT_OFFSET, MS_CHAP2_CHALLENGE_LENGTH, MS_CHAP2_SUCCESS_LENGTH, NT_RESPONSE_OFFSET } from './ms-chap-layout.js';
import type { NtPassword } from './nt-password.js';
import type { PacketView } from './packet-view.js';

/** Why a login failed, for the peer (RFC 2433 s8, RFC 2759 s6). */
export const MS_CHAP_ERROR = Object.freeze({
  AccountDisabled: 647,
  NoDialInPermission: 649,
  AuthenticationFailure: 691,
} as const);
export type MsChapError = (typeof MS_CHAP_ERROR)[keyof typeof MS_CHAP_ERROR];

/** What a vendor's attribute has room for (RFC 2865 s5.26) behind Ident. */
const MAX_ERROR_LENGTH = 246;
const errorText = Buffer.alloc(MAX_ERROR_LENGTH);
const newChallenge = Buffer.alloc(MS_CHAP2_CHALLENGE_LENGTH);

/**
 * Appends MS-CHAP2-Success (RFC 2548 s2.3.3, RFC 2759 s5) for a login whose password was right; without it the peer hangs up. Appends
 * nothing to the answer of a request that is no MS-CHAPv2 login.
 */
export function appendMsChap2Success(answer: AnswerAttributes, request: PacketView, password: NtPassword): void {
  if (!hashChallengesOf(request)) return;
  const { buffer } = request;
  const response = request.offsetOf(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']);
  const at = answer.appendVendor(MICROSOFT_ATTRIBUTE['MS-CHAP2-Success'], MS_CHAP2_SUCCESS_LENGTH);
  answer.octets[at] = buffer[response + IDENT_OFFSET] as number;
  writeAuthenticatorResponse(answer.octets, at + 1, password, buffer, response + NT_RESPONSE_OFFSET);
}

/**
 * Appends MS-CHAP-Error (RFC 2548 s2.1.5) for a login that is rejected, and allows no retry, which would need a challenge that is remembered:
 * the peer starts anew. `message` is for the person who logs in; only MS-CHAPv2 carries one (RFC 2759 s6, against RFC 2433 s8), of as many
 * whole characters as there is room for. Appends nothing to the answer of a request that is no MS-CHAP login.
 */
export function appendMsChapError(answer: AnswerAttributes, request: PacketView, error: MsChapError, message: string): void {
  const isVersion2 = request.has(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']);
  const response = request.offsetOf(MICROSOFT_ATTRIBUTE[isVersion2 ? 'MS-CHAP2-Response' : 'MS-CHAP-Response']);
  if (response === 0) return;
  const length = errorText.write(isVersion2 ? `E=${error} R=0 C=${challengeDigits()} V=3 M=${message}` : `E=${error} R=0 V=2`);
  const at = answer.appendVendor(MICROSOFT_ATTRIBUTE['MS-CHAP-Error'], 1 + length);
  answer.octets[at] = request.buffer[response + IDENT_OFFSET] as number;
  errorText.copy(answer.octets, at + 1, 0, length);
}

/** Must be there and be 32 digits even though nobody is to answer it (RFC 2759 s6). */
const challengeDigits = (): string => randomFillSync(newChallenge).toString('hex').toUpperCase();

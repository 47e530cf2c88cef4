import {
  type AnswerAttributes,
  appendMppeKeys,
  appendMsChap2Success,
  appendMsChapError,
  appendMsChapMppeKeys,
  buildMppePolicy,
  MICROSOFT_ATTRIBUTE,
  MPPE_POLICY,
  MPPE_TYPES,
  MS_CHAP_ERROR,
  type MsChapError,
  type PacketView,
  type RouterSecret,
} from '../codec/index.js';
import { type LineCredentials, ntPasswordOf } from '../snapshot/line-credentials.js';
import type { RejectCause } from './decide-login.js';

const POLICY = buildMppePolicy(MPPE_POLICY.Allowed, MPPE_TYPES['RC4-40'] + MPPE_TYPES['RC4-128']);
/** Keys of 40 bits would come from the LM hash, which is not kept (RFC 3079 s2.1). */
const POLICY_128 = buildMppePolicy(MPPE_POLICY.Allowed, MPPE_TYPES['RC4-128']);

/** What the device is told by number (RFC 2433 s8): an unknown user hears the same as a wrong password. */
const ERRORS: Readonly<Record<RejectCause, MsChapError>> = Object.freeze({
  'unknown-user': MS_CHAP_ERROR.AuthenticationFailure,
  'wrong-password': MS_CHAP_ERROR.AuthenticationFailure,
  'wrong-device': MS_CHAP_ERROR.NoDialInPermission,
  'wrong-place': MS_CHAP_ERROR.NoDialInPermission,
  'already-online': MS_CHAP_ERROR.NoDialInPermission,
  'not-allowed': MS_CHAP_ERROR.AccountDisabled,
  'no-address': MS_CHAP_ERROR.AccountDisabled,
});

/**
 * Appends what an accepted MS-CHAP login needs: the proof that the server knows the password, without which the device hangs up, and the keys
 * and the policy of MPPE (RFC 2548). Appends nothing to the answer of any other login.
 */
export function appendMsChapAccept(
  answer: AnswerAttributes,
  request: PacketView,
  { secret, credentials }: { readonly secret: RouterSecret; readonly credentials: LineCredentials },
): void {
  if (request.has(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response'])) {
    const password = ntPasswordOf(credentials);
    appendMsChap2Success(answer, request, password);
    answer.append(POLICY);
    appendMppeKeys(answer, request, secret, password);
  } else if (request.has(MICROSOFT_ATTRIBUTE['MS-CHAP-Response'])) {
    answer.append(POLICY_128);
    appendMsChapMppeKeys(answer, request, secret, ntPasswordOf(credentials));
  }
}

/** Appends MS-CHAP-Error to the reject of an MS-CHAP login, with words for the person who logs in; nothing to any other. */
export function appendMsChapReject(answer: AnswerAttributes, request: PacketView, cause: RejectCause, message: string): void {
  appendMsChapError(answer, request, ERRORS[cause], message);
}

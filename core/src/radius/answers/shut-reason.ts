import type { ShutReason } from '@tapline/sdk';
import type { RejectCause } from '../authentication/decide-login.js';
import type { LoginMethod } from '../authentication/password-check.js';
import type { SnapshotLine } from '../snapshot/access-snapshot.js';

/** All else that speaks against a login is of its device, or of somebody who is online already. */
const REASONS: Partial<Readonly<Record<RejectCause, ShutReason>>> = { 'unknown-user': 'unknownUser', 'wrong-password': 'wrongPassword' };

/** Why a login that is not accepted is shut, as the operator's policy has it. */
export function shutReasonOf(cause: RejectCause, line: SnapshotLine | undefined): ShutReason {
  if (cause === 'not-allowed') return line?.shutBy ?? 'notActive';
  return REASONS[cause] ?? 'wrongDevice';
}

/** Whether the session is the service's own: whoever has proved to be its customer. What others do in the garden counts for nobody. */
export function isOfService(reason: ShutReason): boolean {
  return reason === 'notActive' || reason === 'restricted';
}

/** MS-CHAPv2 has the server prove that it knows the password too (RFC 2759 s5): who typed another one hangs up, whatever the answer. */
export function canBeLetIn(reason: ShutReason, method: LoginMethod | 'none'): boolean {
  return method !== 'mschapv2' || (reason !== 'unknownUser' && reason !== 'wrongPassword');
}

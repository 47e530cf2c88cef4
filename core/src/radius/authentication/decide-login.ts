import type { SnapshotLine } from '../snapshot/access-snapshot.js';
import type { LineCredentials } from '../snapshot/line-credentials.js';
import type { LoginMethod } from './password-check.js';

/** What a request brings to be judged by. */
export interface LoginAttempt {
  readonly method: LoginMethod | 'none';
  isPassword(credentials: LineCredentials): boolean;
  /** In the form of {@link SnapshotLine.macAddress}; `undefined` when the router told none. */
  readonly macAddress: string | undefined;
}

export type RejectCause = 'unknown-user' | 'wrong-password' | 'wrong-device' | 'not-allowed';

export type LoginDecision =
  | { readonly verdict: 'accept'; readonly line: SnapshotLine }
  | {
      readonly verdict: 'reject';
      readonly cause: RejectCause;
      /** For the operator. */
      readonly reason: string;
      /** For the customer's side: tells nobody whether a login exists. */
      readonly replyMessage: string;
    };

const WRONG_CREDENTIALS = 'wrong login or password';

/** Whether a login may pass. The first thing that is wrong decides, and a stranger learns nothing before the password is right. */
export function decideLogin(line: SnapshotLine | undefined, attempt: LoginAttempt): LoginDecision {
  if (!line) return reject('unknown-user', 'unknown user', WRONG_CREDENTIALS);
  const passwordFault = findPasswordFault(line, attempt);
  if (passwordFault !== undefined) return reject('wrong-password', passwordFault, WRONG_CREDENTIALS);
  if (line.macAddress !== null && attempt.macAddress !== line.macAddress) {
    const found = attempt.macAddress ?? 'the router told none';
    return reject(
      'wrong-device',
      `wrong MAC address: ${found}; the service is bound to ${line.macAddress}`,
      'this device is not registered',
    );
  }
  if (!line.isAllowed) return reject('not-allowed', line.reason, line.reason);
  return { verdict: 'accept', line };
}

function findPasswordFault(line: SnapshotLine, attempt: LoginAttempt): string | undefined {
  if (attempt.method === 'none') return 'the request has no password; allow PAP, CHAP or MS-CHAP on the router';
  if (!line.credentials) return 'the stored password cannot be decrypted; set it anew';
  return attempt.isPassword(line.credentials) ? undefined : 'wrong password';
}

function reject(cause: RejectCause, reason: string, replyMessage: string): LoginDecision {
  return { verdict: 'reject', cause, reason, replyMessage };
}

import type { SnapshotLine } from '../snapshot/access-snapshot.js';

/** What a request brings to be judged by. */
export interface LoginAttempt {
  readonly credential: 'pap' | 'chap' | 'none';
  isPassword(password: Uint8Array): boolean;
  /** In the form of {@link SnapshotLine.macAddress}; `undefined` when the router told none. */
  readonly macAddress: string | undefined;
}

export type LoginDecision =
  | { readonly verdict: 'accept'; readonly line: SnapshotLine }
  | {
      readonly verdict: 'reject';
      readonly cause: 'unknown-user' | 'wrong-password' | 'wrong-device' | 'not-allowed';
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
  if (attempt.credential === 'none') return 'the request has neither a PAP nor a CHAP password; allow PAP or CHAP on the router';
  if (!line.password) return 'the stored password cannot be decrypted; set it anew';
  return attempt.isPassword(line.password) ? undefined : 'wrong password';
}

function reject(cause: Extract<LoginDecision, { verdict: 'reject' }>['cause'], reason: string, replyMessage: string): LoginDecision {
  return { verdict: 'reject', cause, reason, replyMessage };
}

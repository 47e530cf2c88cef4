import type { SnapshotLine } from '../snapshot/access-snapshot.js';
import type { LoginAttempt, LoginDecision } from './decide-login.js';
import { METHOD_NAMES } from './password-check.js';

/** What was looked at for a decision, in its order and up to what decided; for the debug log only. */
export function explainLogin(line: SnapshotLine | undefined, attempt: LoginAttempt, decision: LoginDecision): readonly string[] {
  const cause = decision.verdict === 'reject' ? decision.cause : undefined;
  const verdict = decision.verdict === 'reject' ? [`reject: ${decision.reason}`] : ['accept'];
  if (!line) return verdict;
  const steps = [`service ${line.serviceId}, version ${line.version} of its access`];
  if (cause === 'wrong-password') return [...steps, ...verdict];
  steps.push(`password right (${METHOD_NAMES[attempt.method]})`);
  if (cause === 'wrong-device') return [...steps, ...verdict];
  steps.push(line.macAddress === null ? 'any device may log in' : `device ${line.macAddress}, as bound`);
  if (cause !== 'not-allowed') steps.push('the line is open');
  return [...steps, ...verdict];
}

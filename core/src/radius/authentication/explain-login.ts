import type { SnapshotLine } from '../snapshot/access-snapshot.js';
import { isKnownByItsDevice, type LoginDecision, type LoginMemory, type RejectCause } from './decide-login.js';
import type { LoginAttempt } from './login-attempt.js';
import { WAY_NAMES } from './login-way.js';
import { METHOD_NAMES } from './password-check.js';

/** What was looked at for a decision, in its order and up to what decided; for the debug log only. */
export function explainLogin(
  line: SnapshotLine | undefined,
  attempt: LoginAttempt,
  { decision, memory }: { readonly decision: LoginDecision; readonly memory: LoginMemory },
): readonly string[] {
  const way = attempt.way === 'other' ? [] : [`asks by ${WAY_NAMES[attempt.way]}`];
  const verdict = decision.verdict === 'reject' ? [`reject: ${decision.reason}`] : ['accept'];
  if (!line) return [...way, ...verdict];
  const cause = decision.verdict === 'reject' ? decision.cause : undefined;
  const steps = [...way, `service ${line.serviceId}, version ${line.version} of its access`];
  for (const [stopsAt, words] of passed(line, attempt, { decision, memory })) {
    if (cause === stopsAt) return [...steps, ...verdict];
    if (words !== '') steps.push(words);
  }
  return [...steps, ...verdict];
}

/** What each thing that was looked at said, if it did not decide. */
function passed(
  line: SnapshotLine,
  attempt: LoginAttempt,
  { decision, memory }: { readonly decision: LoginDecision; readonly memory: LoginMemory },
): readonly (readonly [RejectCause, string])[] {
  const { isMacBound, learnedMacLimit, sessionLimit, sessionPolicy } = line.loginRules;
  const isBound = isMacBound && (line.macAddresses.length > 0 || learnedMacLimit > 0);
  const learned = decision.verdict === 'accept' ? decision.learnedMac : undefined;
  const device = learned === undefined ? `device ${attempt.macAddress}, as bound` : `device ${learned}, new: remembered`;
  const isLimited = sessionPolicy === 'refuse' && sessionLimit > 0;
  return [
    [
      'wrong-password',
      isKnownByItsDevice(line, attempt)
        ? 'known by its device or port, without a password'
        : `password right (${METHOD_NAMES[attempt.method]})`,
    ],
    ['wrong-place', ''],
    ['wrong-device', isBound ? device : 'any device may log in'],
    ['not-allowed', 'the line is open'],
    ['already-online', isLimited ? `${memory.othersOnline(line, attempt).length} other devices are online, ${sessionLimit} may be` : ''],
  ];
}

import type { LineLoginRules } from '../../access/line-login-rules.js';
import type { LoginAttempt } from './login-attempt.js';
import { WAY_NAMES } from './login-way.js';
import { matchesWildcard } from './wildcard.js';

/** Why a line may not log in in this way or from there; undefined when it may. A way that the router does not tell is no fault. */
export function findPlaceFault(rules: LineLoginRules, attempt: LoginAttempt): string | undefined {
  const { accessType, circuitId, remoteId, calledStation, nasPort } = rules;
  const { way } = attempt;
  if (accessType !== 'any' && way !== 'other' && way !== accessType) {
    return `wrong access: it asks by ${WAY_NAMES[way]}; the service is for ${WAY_NAMES[accessType]} only`;
  }
  if (circuitId !== null && attempt.circuitId !== circuitId) return wrong('circuit', attempt.circuitId, circuitId);
  if (remoteId !== null && attempt.remoteId !== remoteId) return wrong('remote id', attempt.remoteId, remoteId);
  if (calledStation !== null && !matchesWildcard(calledStation, attempt.calledStation ?? '')) {
    return wrong('service name (Called-Station-Id)', attempt.calledStation, calledStation);
  }
  if (nasPort !== null && !matchesWildcard(nasPort, attempt.nasPort ?? '')) {
    return wrong('interface (NAS-Port-Id)', attempt.nasPort, nasPort);
  }
  return undefined;
}

function wrong(what: string, found: string | undefined, wanted: string): string {
  return `wrong ${what}: ${found === undefined ? 'the router told none' : `"${found}"`}; the service is bound to "${wanted}"`;
}

import type { AccessSnapshot, SnapshotLine } from '../snapshot/access-snapshot.js';
import type { LoginAttempt } from './login-attempt.js';

/**
 * The line that an attempt is about: by login; of a device without one by the port that it is at, then by its MAC address. Several lines may
 * have a device: the one that is for this way of logging in goes first, and then the oldest.
 */
export function findLine(snapshot: AccessSnapshot, attempt: LoginAttempt): SnapshotLine | undefined {
  if (attempt.way === 'dhcp') {
    const { circuitId, remoteId } = attempt;
    const atPort = circuitId === undefined && remoteId === undefined ? undefined : snapshot.devices.atCircuit(circuitId, remoteId);
    if (atPort) return atPort;
  }
  const named = snapshot.find(attempt.login);
  if (named || attempt.way === 'pppoe') return named;
  const { loginMac } = attempt;
  if (loginMac === undefined) return undefined;
  const lines = snapshot.devices.withMac(loginMac);
  if (lines.length < 2) return lines[0];
  return lines.toSorted((a, b) => rank(a, attempt) - rank(b, attempt) || (a.serviceId < b.serviceId ? -1 : 1))[0];
}

function rank({ loginRules }: SnapshotLine, { way }: LoginAttempt): number {
  if (loginRules.accessType === way) return 0;
  return loginRules.accessType === 'any' ? 1 : 2;
}

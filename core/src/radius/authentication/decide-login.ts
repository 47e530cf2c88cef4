import type { SnapshotLine } from '../snapshot/access-snapshot.js';
import { findPlaceFault } from './find-place-fault.js';
import type { LoginAttempt } from './login-attempt.js';

export type RejectCause =
  | 'unknown-user'
  | 'wrong-password'
  | 'wrong-device'
  | 'wrong-place'
  | 'not-allowed'
  | 'already-online'
  | 'no-address';

export type LoginDecision =
  | {
      readonly verdict: 'accept';
      readonly line: SnapshotLine;
      /** The device is to be remembered as one of the line's. Told until the database has it: what was told before may be lost with a disk. */
      readonly learnedMac: string | undefined;
    }
  | {
      readonly verdict: 'reject';
      readonly cause: RejectCause;
      /** For the operator. */
      readonly reason: string;
      /** For the customer's side: tells nobody whether a login exists. */
      readonly replyMessage: string;
    };

export type LoginRefusal = Extract<LoginDecision, { readonly verdict: 'reject' }>;

/** What is known of a line that the database does not say yet. */
export interface LoginMemory {
  /** The devices of a line: those of the snapshot, and those remembered since. */
  devicesOf(line: SnapshotLine): readonly string[];
  /** Where other devices than this one are online on the line, in words; empty when none is. */
  othersOnline(line: SnapshotLine, attempt: LoginAttempt): readonly string[];
}

/** To the customer's side: an unknown login and a wrong password sound alike. */
export const WRONG_CREDENTIALS = 'wrong login or password';
const WRONG_DEVICE = 'this device is not registered';

/** Whether a login may pass. The first thing that is wrong decides, and a stranger learns nothing before the password is right. */
export function decideLogin(line: SnapshotLine | undefined, attempt: LoginAttempt, memory: LoginMemory): LoginDecision {
  if (!line) return reject('unknown-user', unknownUser(attempt), WRONG_CREDENTIALS);
  const passwordFault = isKnownByItsDevice(line, attempt) ? undefined : findPasswordFault(line, attempt);
  if (passwordFault !== undefined) return reject('wrong-password', passwordFault, WRONG_CREDENTIALS);
  const placeFault = findPlaceFault(line.loginRules, attempt);
  if (placeFault !== undefined) return reject('wrong-place', placeFault, 'this line may not be used here');
  const { isMacBound, learnedMacLimit, sessionLimit, sessionPolicy } = line.loginRules;
  let learnedMac: string | undefined;
  if (isMacBound && (line.macAddresses.length > 0 || learnedMacLimit > 0)) {
    const devices = memory.devicesOf(line);
    const { macAddress } = attempt;
    const mayPass = macAddress !== undefined && (devices.includes(macAddress) || devices.length < learnedMacLimit);
    if (!mayPass) return reject('wrong-device', wrongDevice(devices, attempt), WRONG_DEVICE);
    if (!line.macAddresses.includes(macAddress)) learnedMac = macAddress;
  }
  if (!line.isAllowed) return reject('not-allowed', line.reason, line.reason);
  if (sessionPolicy === 'refuse' && sessionLimit > 0) {
    const others = memory.othersOnline(line, attempt);
    if (others.length >= sessionLimit) return reject('already-online', alreadyOnline(others, sessionLimit), 'this line is in use already');
  }
  return { verdict: 'accept', line, learnedMac };
}

/** Whether the router itself vouches for the device, so that there is no password to ask for: only on lines that are made for it. */
export function isKnownByItsDevice({ loginRules }: SnapshotLine, attempt: LoginAttempt): boolean {
  if (attempt.way === 'dhcp') return loginRules.accessType === 'dhcp';
  // Hotspot's login by MAC: one password, set at the router, for all devices or none, so it proves nothing.
  const isMacLogin = attempt.way === 'hotspot' && attempt.macAddress !== undefined && attempt.loginMac === attempt.macAddress;
  return isMacLogin && loginRules.accessType === 'hotspot';
}

/** A line that may pass is refused for want of an address. */
export function refuseForWantOfAddress(reason: string): LoginRefusal {
  return reject('no-address', reason, 'there is no free address; try again later');
}

function findPasswordFault(line: SnapshotLine, attempt: LoginAttempt): string | undefined {
  if (attempt.way === 'dhcp') return "the router asks for DHCP, which has no password; set the service's access to DHCP to let it in";
  if (attempt.method === 'none') return 'the request has no password; allow PAP, CHAP or MS-CHAP on the router';
  if (!line.credentials) return 'the stored password cannot be decrypted; set it anew';
  return attempt.isPassword(line.credentials) ? undefined : 'wrong password';
}

function unknownUser({ way, loginMac, circuitId, remoteId }: LoginAttempt): string {
  if (loginMac === undefined || (way !== 'dhcp' && way !== 'hotspot')) return 'unknown user';
  const circuit = [circuitId, remoteId].filter((part) => part !== undefined).join(' at ');
  return `unknown user: no service has the MAC address ${loginMac}${circuit === '' ? '' : ` or the circuit ${circuit}`}`;
}

function wrongDevice(devices: readonly string[], { macAddress }: LoginAttempt): string {
  const found = macAddress ?? 'the router told none';
  return `wrong MAC address: ${found}; the service is bound to ${devices.length === 0 ? 'the first that it is told' : devices.join(', ')}`;
}

function alreadyOnline(others: readonly string[], limit: number): string {
  return `already online: ${others.join('; ')}; the service may be online ${limit === 1 ? 'once' : `${limit} times`}`;
}

function reject(cause: RejectCause, reason: string, replyMessage: string): LoginRefusal {
  return { verdict: 'reject', cause, reason, replyMessage };
}

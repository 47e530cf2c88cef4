import type { LoginAttempt } from '../authentication/login-attempt.js';
import { ATTRIBUTE, type PacketView, readText, readUint32 } from '../codec/index.js';

/** What is asked of a login and its line to tell its device from the line's others. */
export interface StationFacts {
  readonly macAddress: LoginAttempt['macAddress'];
  /** How many sessions the line may have at once; 0 is as many as it likes. */
  readonly sessionLimit: number;
  readonly sessionClass: string;
}

/**
 * What tells devices of one line apart, so that the one that logs in again is given the address that it has: its MAC address. Without one (L2TP, where
 * Calling-Station-Id is an address that many may share) what the router tells is good enough where the line has one session at once; else only with
 * the port, and where that is not told no two logins are of one device.
 */
export function stationOf(packet: PacketView, { macAddress, sessionLimit, sessionClass }: StationFacts): string {
  if (macAddress !== undefined) return macAddress;
  const named = readText(packet, ATTRIBUTE['Calling-Station-Id']);
  const portId = readText(packet, ATTRIBUTE['NAS-Port-Id']);
  if (sessionLimit === 1) return named ?? portId ?? '';
  // 0 is what servers without ports tell of every session.
  const port = readUint32(packet, ATTRIBUTE['NAS-Port']) || undefined;
  return port === undefined && (named !== undefined || portId === undefined)
    ? sessionClass
    : [named, portId, port].filter((part) => part !== undefined).join(' ');
}

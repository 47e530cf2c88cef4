import { namedWayOf } from '../authentication/login-way.js';
import { ATTRIBUTE, normaliseMacAddress, type PacketView, readText } from '../codec/index.js';

/**
 * The MAC address by which a customer's device is known while it is online, read alike out of logins and of accounting, so that a device is not taken
 * for another one than its own session: what the router calls it; by DHCP, where that is the client's identifier and need not be an address, the
 * login. No login of PPP or of a Hotspot is one, whatever it looks like: customers type it. Undefined where there is none.
 */
export function deviceMacOf(packet: PacketView): string | undefined {
  const station = normaliseMacAddress(readText(packet, ATTRIBUTE['Calling-Station-Id']) ?? '');
  if (station !== undefined || namedWayOf(packet) !== undefined) return station;
  return normaliseMacAddress(readText(packet, ATTRIBUTE['User-Name']) ?? '');
}

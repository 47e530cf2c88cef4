import {
  ATTRIBUTE,
  FRAMED_PROTOCOL,
  MIKROTIK_ATTRIBUTE,
  normaliseMacAddress,
  type PacketView,
  readUint32,
  SERVICE_TYPE,
} from '../codec/index.js';
import type { LoginMethod } from './password-check.js';

/** How somebody wants in: as a customer by PPP, DHCP or Hotspot, as an admin to the router itself, or in a way that the router does not tell. */
export type LoginWay = 'pppoe' | 'dhcp' | 'hotspot' | 'router' | 'other';

export const WAY_NAMES: Readonly<Record<LoginWay, string>> = Object.freeze({
  pppoe: 'PPP',
  dhcp: 'DHCP',
  hotspot: 'Hotspot',
  router: 'the router itself',
  other: 'a way that the router does not tell',
});

interface Told {
  readonly method: LoginMethod | 'none';
  readonly login: string;
  /** Calling-Station-Id, where it is a MAC address. */
  readonly station: string | undefined;
}

/**
 * By Service-Type (RFC 2865 s5.6), and where routers use that for several things, by what else they send: RouterOS asks with Login for its
 * Hotspot, which names the customer's device, and for its admins, whom it names by their IP address; for DHCP with no type at all and the MAC
 * address as the login.
 */
export function wayOf(packet: PacketView, { method, login, station }: Told): LoginWay {
  const named = namedWayOf(packet, station);
  if (named !== undefined) return named;
  const isWithoutSecret = method === 'pap' || method === 'none';
  return isWithoutSecret && normaliseMacAddress(login) !== undefined ? 'dhcp' : 'other';
}

/** What a request says of it, be it a login or accounting; nothing of DHCP. */
export function namedWayOf(packet: PacketView, station?: string): Exclude<LoginWay, 'dhcp' | 'other'> | undefined {
  const serviceType = readUint32(packet, ATTRIBUTE['Service-Type']);
  if (serviceType === SERVICE_TYPE.Framed || readUint32(packet, ATTRIBUTE['Framed-Protocol']) === FRAMED_PROTOCOL.PPP) return 'pppoe';
  if (serviceType === SERVICE_TYPE.Administrative || serviceType === SERVICE_TYPE['NAS-Prompt']) return 'router';
  const isAtHotspot = packet.has(MIKROTIK_ATTRIBUTE['Mikrotik-Host-IP']) || packet.has(ATTRIBUTE['Called-Station-Id']);
  if (serviceType === SERVICE_TYPE.Login) return isAtHotspot || station !== undefined ? 'hotspot' : 'router';
  return packet.has(MIKROTIK_ATTRIBUTE['Mikrotik-Host-IP']) ? 'hotspot' : undefined;
}

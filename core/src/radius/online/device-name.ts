import { isIP } from 'node:net';

/** Some servers add the port of a tunnel: `203.0.113.5[4500]`, `203.0.113.5:1701`. */
const PORT = /(\[\d+\]|:\d+)$/;

/**
 * What a customer's device is known by at its router: its MAC address, else what the router calls it (Calling-Station-Id, RFC 2865 section 5.31: a
 * circuit, a phone number). Null for an IP address, as in L2TP: all devices behind one NAT have it.
 */
export function deviceName(macAddress: string | null | undefined, station: string | null | undefined): string | null {
  if (macAddress) return macAddress;
  return !station || isIP(station) || isIP(station.replace(PORT, '')) ? null : station;
}

import { ATTRIBUTE, type PacketView, readIpv4, readText } from '../codec/index.js';

const LONGEST_IDENTIFIER = 190;

/**
 * The device that sent a packet, of those that share one router entry (a network, or an address that they are behind): where the packet came from
 * and what it calls its sender, as `address/NAS-IP-Address/NAS-Identifier`.
 */
export function nasDeviceOf(packet: PacketView, sourceAddress: string): string {
  const nasIpAddress = readIpv4(packet, ATTRIBUTE['NAS-IP-Address']) ?? '';
  const nasIdentifier = readText(packet, ATTRIBUTE['NAS-Identifier']) ?? '';
  return `${sourceAddress}/${nasIpAddress}/${nasIdentifier.slice(0, LONGEST_IDENTIFIER)}`;
}

/** Where the device's packets came from; `undefined` of one that was not written down. */
export function sourceOfDevice(device: string | null): string | undefined {
  return device ? device.slice(0, device.indexOf('/')) : undefined;
}

/**
 * Whether two packets of a router entry may be of one device: nothing that both of them say of it differs. Where they came from says something in a
 * network only: a device behind a host name or a certificate has another address after a restart.
 */
export function mayBeSameDevice(one: string | null, other: string | null, routerAddress: string): boolean {
  if (!one || !other || one === other) return true;
  const [a, b] = [partsOf(one), partsOf(other)];
  const isNetwork = routerAddress.includes('/');
  return a.every((part, index) => part === b[index] || part === '' || b[index] === '' || (index === 0 && !isNetwork));
}

function partsOf(device: string): readonly string[] {
  const [source = '', nasIpAddress = '', ...identifier] = device.split('/');
  return [source, nasIpAddress, identifier.join('/')];
}

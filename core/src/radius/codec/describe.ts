import { type AttributePlace, attributesInOrder } from './attribute-iterator.js';
import { type AttributeKey, dataTypeOf } from './attribute-key.js';
import {
  acctStatusTypeName,
  errorCauseName,
  framedProtocolName,
  nasPortTypeName,
  packetCodeName,
  serviceTypeName,
  terminateCauseName,
} from './codes.js';
import { attributeName } from './dictionary.js';
import { formatIpv6Octets } from './ipv6-octets.js';
import type { PacketView } from './packet-view.js';
import { ATTRIBUTE } from './standard-attributes.js';

const WORDS: ReadonlyMap<AttributeKey, (value: number) => string> = new Map<AttributeKey, (value: number) => string>([
  [ATTRIBUTE['Acct-Status-Type'], acctStatusTypeName],
  [ATTRIBUTE['Acct-Terminate-Cause'], terminateCauseName],
  [ATTRIBUTE['Error-Cause'], errorCauseName],
  [ATTRIBUTE['Framed-Protocol'], framedProtocolName],
  [ATTRIBUTE['NAS-Port-Type'], nasPortTypeName],
  [ATTRIBUTE['Service-Type'], serviceTypeName],
]);

/** `Access-Request 7, 146 octets`. */
export const describePacket = (packet: PacketView): string =>
  `${packetCodeName(packet.code)} ${packet.identifier}, ${packet.length} octets`;

/**
 * Each attribute as a line such as `User-Name = "anna"`, in the order of the packet, for logs and tools. A value that is a secret or made
 * from one is never shown, nor is that of an attribute in no table, for it may be one.
 */
export function describeAttributes(packet: PacketView): string[] {
  return Array.from(attributesInOrder(packet), (place) => `${attributeName(place.key)} = ${describeValue(packet, place)}`);
}

function describeValue(packet: PacketView, { key, offset, length }: AttributePlace): string {
  const value = packet.buffer.subarray(offset, offset + length);
  const size = length === 1 ? '1 octet' : `${length} octets`;
  if (key === ATTRIBUTE['Vendor-Specific']) return `vendor ${value.readUInt32BE(0)}, ${size}`;
  switch (dataTypeOf(key)) {
    case undefined:
      return size;
    case 'secret':
      return 'hidden';
    case 'text':
      return JSON.stringify(value.toString('utf8'));
    case 'integer':
      return length === 4 ? (WORDS.get(key) ?? String)(value.readUInt32BE(0)) : size;
    case 'date':
      return new Date(value.readUInt32BE(0) * 1000).toISOString();
    case 'ipv4':
      return length === 4 ? value.join('.') : size;
    case 'ipv6':
      return formatIpv6Octets(value);
    case 'ipv6-prefix':
      return `${formatIpv6Octets(value.subarray(2))}/${value[1]}`;
    case 'octets':
    case 'interface-id':
      break;
  }
  return `0x${value.toString('hex')}`;
}

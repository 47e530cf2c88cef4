import type { AttributeKey } from './attribute-key.js';
import { formatIpv6Octets } from './ipv6-octets.js';
import { ATTRIBUTE_HEADER_LENGTH } from './packet-layout.js';
import type { PacketView } from './packet-view.js';
import { ATTRIBUTE } from './standard-attributes.js';

const IPV6_OCTETS = 16;
const NONE: readonly string[] = [];

/**
 * A text (UTF-8, RFC 8044 s3.4) or octets taken for one, such as Agent-Circuit-Id. An empty one is as good as none: RFC 2865 s5 forbids it,
 * and routers send it all the same. Octets that are not UTF-8 become U+FFFD.
 */
export function readText(packet: PacketView, key: AttributeKey<'text' | 'octets'>): string | undefined {
  const offset = packet.offsetOf(key);
  const length = packet.lengthOf(key);
  return length === 0 ? undefined : packet.buffer.toString('utf8', offset, offset + length);
}

/** A number of 32 bits without a sign, or the seconds since 1970 of a date (RFC 8044 s3.1, s3.3). */
export function readUint32(packet: PacketView, key: AttributeKey<'integer' | 'date'>): number | undefined {
  return packet.lengthOf(key) === 4 ? packet.buffer.readUInt32BE(packet.offsetOf(key)) : undefined;
}

/** An address as dotted text (RFC 8044 s3.8). */
export function readIpv4(packet: PacketView, key: AttributeKey<'ipv4'>): string | undefined {
  if (packet.lengthOf(key) !== 4) return undefined;
  const offset = packet.offsetOf(key);
  const { buffer } = packet;
  return `${buffer[offset]}.${buffer[offset + 1]}.${buffer[offset + 2]}.${buffer[offset + 3]}`;
}

/** The addresses as text, each in its canonical form (RFC 8044 s3.9), in their order. The unspecified one (`::`) is none. */
export function readIpv6Addresses(packet: PacketView, key: AttributeKey<'ipv6'>): readonly string[] {
  return packet.has(key) ? readEach(packet, key, ipv6Of) : NONE;
}

/**
 * The prefixes with their lengths, like `2001:db8:1:100::/56` (RFC 8044 s3.10), in their order. Bits behind its length, which have to be zero, are not
 * looked at; a prefix of all addresses, or of zeros only, is none.
 */
export function readIpv6Prefixes(packet: PacketView, key: AttributeKey<'ipv6-prefix'>): readonly string[] {
  return packet.has(key) ? readEach(packet, key, ipv6PrefixOf) : NONE;
}

/** The value in place: it shares the packet's memory, so it is copied by whoever keeps it. */
export function readOctets(packet: PacketView, key: AttributeKey): Buffer | undefined {
  const offset = packet.offsetOf(key);
  return offset === 0 ? undefined : packet.buffer.subarray(offset, offset + packet.lengthOf(key));
}

/** What the router received from the customer, in octets. */
export const readInputOctets = (packet: PacketView): bigint | undefined =>
  readOctetCounter(packet, ATTRIBUTE['Acct-Input-Octets'], ATTRIBUTE['Acct-Input-Gigawords']);

/** What the router sent to the customer, in octets. */
export const readOutputOctets = (packet: PacketView): bigint | undefined =>
  readOctetCounter(packet, ATTRIBUTE['Acct-Output-Octets'], ATTRIBUTE['Acct-Output-Gigawords']);

/** Of an attribute that no vendor has. The view knows the place of the first one; what is repeated stands behind it. */
function readEach(packet: PacketView, key: AttributeKey, read: (value: Buffer) => string | undefined): readonly string[] {
  const { buffer, length: end } = packet;
  const values: string[] = [];
  for (let at = packet.offsetOf(key) - ATTRIBUTE_HEADER_LENGTH; at < end; at += buffer[at + 1] as number) {
    if (buffer[at] !== key) continue;
    const value = read(buffer.subarray(at + ATTRIBUTE_HEADER_LENGTH, at + (buffer[at + 1] as number)));
    if (value !== undefined) values.push(value);
  }
  return values;
}

function ipv6Of(octets: Buffer): string | undefined {
  return octets.length !== IPV6_OCTETS || isZero(octets) ? undefined : formatIpv6Octets(octets);
}

function ipv6PrefixOf(value: Buffer): string | undefined {
  const length = value[1] ?? 0;
  if (length === 0 || length > 8 * IPV6_OCTETS) return undefined;
  const octets = Buffer.alloc(IPV6_OCTETS);
  value.copy(octets, 0, 2, 2 + Math.ceil(length / 8));
  const last = length >> 3;
  if (length % 8 !== 0) octets[last] = (octets[last] as number) & (0xff00 >> (length % 8));
  return isZero(octets) ? undefined : `${formatIpv6Octets(octets)}/${length}`;
}

function isZero(octets: Uint8Array): boolean {
  return octets.every((octet) => octet === 0);
}

/** RFC 2866 s5.3 and s5.4 count to 2^32; RFC 2869 s5.1 and s5.2 count how often that was passed. */
function readOctetCounter(packet: PacketView, low: AttributeKey<'integer'>, high: AttributeKey<'integer'>): bigint | undefined {
  const octets = readUint32(packet, low);
  const gigawords = readUint32(packet, high);
  if (gigawords === undefined) return octets === undefined ? undefined : BigInt(octets);
  return (BigInt(gigawords) << 32n) | BigInt(octets ?? 0);
}

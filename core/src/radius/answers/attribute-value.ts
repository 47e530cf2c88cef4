import { isIPv4 } from 'node:net';
import type { AttributeFormat } from '@tapline/sdk';
import { parseIpv4 } from '../../network/ipv4.js';
import { parseIpv6 } from '../codec/index.js';

const HIGHEST_UINT32 = 0xffff_ffff;
const HEX = /^0x((?:[0-9a-f]{2})+)$/i;
const INTERFACE_ID = /^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){3}$/i;
const LONGEST_PREFIX = 128;

/** What each way of writing a value takes, for messages. */
export const FORMAT_WORDS: Readonly<Record<AttributeFormat, string>> = {
  text: 'a text, or octets as 0x0a1b',
  octets: 'octets as 0x0a1b',
  integer: 'a whole number from 0 to 4294967295',
  date: 'an instant such as 2026-12-31T23:59:59Z',
  ipv4: 'an IPv4 address such as 10.0.0.1',
  ipv6: 'an IPv6 address such as 2001:db8::1',
  'ipv6-prefix': 'an IPv6 prefix such as 2001:db8:1::/64',
  'interface-id': 'an interface id such as 0:0:0:1',
};

/** The octets of a value (RFC 8044 s3); `undefined` when the text is none of its format. */
export function encodeValue(format: AttributeFormat, text: string): Buffer | undefined {
  switch (format) {
    case 'text':
      return (text.startsWith('0') ? hexOctets(text) : undefined) ?? Buffer.from(text, 'utf8');
    case 'octets':
      return hexOctets(text);
    case 'integer':
      return /^\d{1,10}$/.test(text) ? uint32(Number(text)) : undefined;
    case 'date':
      return uint32(Math.floor(Date.parse(text) / 1000));
    case 'ipv4':
      return isIPv4(text) ? uint32(parseIpv4(text)) : undefined;
    case 'ipv6':
      return parseIpv6(text);
    case 'ipv6-prefix':
      return ipv6Prefix(text);
    case 'interface-id':
      return INTERFACE_ID.test(text) ? interfaceId(text) : undefined;
  }
}

function hexOctets(text: string): Buffer | undefined {
  const digits = HEX.exec(text)?.[1];
  return digits === undefined ? undefined : Buffer.from(digits, 'hex');
}

function uint32(value: number): Buffer | undefined {
  if (!Number.isInteger(value) || value < 0 || value > HIGHEST_UINT32) return undefined;
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}

/** RFC 3162 s2.3: a reserved octet, the length in bits, and as many octets of the prefix as that takes; bits beyond it are 0. */
function ipv6Prefix(text: string): Buffer | undefined {
  const [address = '', bits = ''] = text.split('/');
  const octets = parseIpv6(address);
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (!octets || !(length <= LONGEST_PREFIX)) return undefined;
  const kept = Math.ceil(length / 8);
  const prefix = octets.subarray(0, kept);
  const isLastWhole = length % 8 === 0 || ((prefix[kept - 1] as number) & (0xff >> (length % 8))) === 0;
  const isRestZero = octets.subarray(kept).every((octet) => octet === 0);
  return isLastWhole && isRestZero ? Buffer.concat([Buffer.from([0, length]), prefix]) : undefined;
}

/** RFC 3162 s2.2: 64 bits in four groups. */
function interfaceId(text: string): Buffer {
  const octets = Buffer.alloc(8);
  for (const [index, group] of text.split(':').entries()) octets.writeUInt16BE(Number.parseInt(group, 16), 2 * index);
  return octets;
}

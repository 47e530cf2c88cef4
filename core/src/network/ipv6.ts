import { isIPv6 } from 'node:net';
import { invalid } from '@tapline/sdk';

export const IPV6_BITS = 128;
const GROUPS = 8;

/** The address as a number of 128 bits; throws `ADDRESS_UNREADABLE`. Zones (`%eth0`) mean something to one machine only and are refused. */
export function parseIpv6(text: string, field = 'address'): bigint {
  if (!isIPv6(text) || text.includes('%')) {
    throw invalid('ADDRESS_UNREADABLE', `${field} "${text}" is not an IPv6 address; write it like 2001:db8::1`, field);
  }
  const [head = '', tail] = withoutDots(text).split('::');
  const left = groupsOf(head);
  const right = groupsOf(tail ?? '');
  const zeros = Array<string>(GROUPS - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((number, group) => (number << 16n) | BigInt(`0x${group}`), 0n);
}

/** In its one canonical form (RFC 5952 s4): lower case, the longest run of zero groups folded. */
export function formatIpv6(address: bigint): string {
  const groups = Array.from({ length: GROUPS }, (_, index) => ((address >> BigInt(16 * (GROUPS - 1 - index))) & 0xffffn).toString(16));
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

export interface Ipv6Range {
  readonly first: bigint;
  readonly last: bigint;
  readonly length: number;
}

/** All addresses of `2001:db8::/40`; throws `NETWORK_UNREADABLE` for host bits or a length outside of 1 to 128. */
export function parseIpv6Cidr(text: string, field = 'cidr'): Ipv6Range {
  const [addressText = '', lengthText = ''] = text.split('/');
  const length = /^\d{1,3}$/.test(lengthText) ? Number(lengthText) : Number.NaN;
  if (!(length >= 1 && length <= IPV6_BITS)) {
    throw invalid('NETWORK_UNREADABLE', `${field} "${text}" is not an IPv6 network; write it like 2001:db8::/40`, field);
  }
  const first = parseIpv6(addressText, field);
  const host = first & hostMask(length);
  if (host !== 0n) {
    throw invalid('NETWORK_UNREADABLE', `${field} "${text}" has host bits set; did you mean ${formatIpv6(first - host)}/${length}?`, field);
  }
  return { first, last: first | hostMask(length), length };
}

/** The bits behind a prefix, all ones. */
export function hostMask(length: number): bigint {
  return (1n << BigInt(IPV6_BITS - length)) - 1n;
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

/** `::ffff:10.0.0.1` ends in two groups written as an IPv4 address (RFC 4291 s2.2). */
function withoutDots(text: string): string {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (!dotted) return text;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.slice(1).map(Number);
  return `${text.slice(0, dotted.index)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function longestZeros(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === '0') end++;
    if (end - start > best.length) best = { start, length: end - start };
  }
  return best;
}

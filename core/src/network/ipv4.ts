import { invalid } from '@tapline/sdk';

export interface Ipv4Range {
  readonly first: number;
  readonly last: number;
}

/** The address as a number; throws `ADDRESS_UNREADABLE`. */
export function parseIpv4(text: string, field = 'address'): number {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!octets || octets.some((octet) => octet > 255)) {
    throw invalid('ADDRESS_UNREADABLE', `${field} "${text}" is not an IPv4 address; write it like 10.0.3.7`, field);
  }
  return octets.reduce((number, octet) => number * 256 + octet, 0);
}

export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** All addresses of `10.0.0.0/24`; throws `NETWORK_UNREADABLE` for host bits or a prefix length outside 8 to 32. */
export function parseCidr(text: string, field = 'cidr'): Ipv4Range {
  const [addressText = '', lengthText = ''] = text.split('/');
  const length = /^\d{1,2}$/.test(lengthText) ? Number(lengthText) : Number.NaN;
  if (!(length >= 8 && length <= 32)) {
    throw invalid('NETWORK_UNREADABLE', `${field} "${text}" is not a network; write it like 10.0.0.0/24, /8 to /32`, field);
  }
  const first = parseIpv4(addressText, field);
  const size = 2 ** (32 - length);
  if (first % size !== 0) {
    throw invalid(
      'NETWORK_UNREADABLE',
      `${field} "${text}" has host bits set; did you mean ${formatIpv4(first - (first % size))}/${length}?`,
      field,
    );
  }
  return { first, last: first + size - 1 };
}

/** The addresses that a line may have: without the network's and the broadcast address where there are such. */
export function usableRange(range: Ipv4Range): Ipv4Range {
  return range.last - range.first < 3 ? range : { first: range.first + 1, last: range.last - 1 };
}

import { type AddressPart, invalid } from '@tapline/sdk';
import { formatIpv4, parseCidr, parseIpv4, usableRange } from './ipv4.js';
import { formatIpv6, hostMask, IPV6_BITS, parseIpv6, parseIpv6Cidr } from './ipv6.js';

/** As a network says it of itself. */
export interface AddressSpaceFacts {
  readonly cidr: string;
  readonly gives: AddressPart;
  readonly prefixLength: number;
}

/** More could not be counted through; a /32 is cut into as many /64. */
const MOST_BITS_CUT = 32;
const DEFAULT_LENGTHS: Readonly<Record<AddressPart, number>> = { ipv4: 32, ipv6: 64, delegatedIpv6: 56 };

/**
 * What a network can give out, numbered from 0: addresses, or prefixes of one length. Each has a key that sorts as the addresses do and is
 * the same however it was written; two networks that do not overlap have no key in common.
 */
export class AddressSpace {
  /** How many there are to give. */
  readonly size: number;
  /** Of the whole network, what cannot be given included. */
  readonly firstKey: string;
  readonly lastKey: string;
  readonly #first: bigint;
  readonly #shift: bigint;
  readonly #suffix: string;

  constructor(readonly facts: AddressSpaceFacts) {
    const { cidr, gives, prefixLength } = facts;
    const isIpv4 = gives === 'ipv4';
    const range = isIpv4 ? ipv4Range(cidr) : { whole: parseIpv6Cidr(cidr), usable: parseIpv6Cidr(cidr) };
    this.#first = range.usable.first;
    this.#shift = isIpv4 ? 0n : BigInt(IPV6_BITS - prefixLength);
    this.#suffix = isIpv4 ? '' : `/${prefixLength}`;
    this.size = Number((range.usable.last - range.usable.first + 1n) >> this.#shift);
    this.firstKey = keyOf(gives, range.whole.first);
    this.lastKey = keyOf(gives, range.whole.last);
  }

  keyAt(index: number): string {
    return keyOf(this.facts.gives, this.at(index));
  }

  textAt(index: number): string {
    const address = this.at(index);
    return this.facts.gives === 'ipv4' ? formatIpv4(Number(address)) : `${formatIpv6(address)}${this.#suffix}`;
  }

  /** `undefined` for a key that is not one that can be given. */
  indexOf(key: string): number | undefined {
    if (key < this.firstKey || key > this.lastKey || key.length !== this.firstKey.length) return undefined;
    const offset = BigInt(`0x${key.slice(1)}`) - this.#first;
    const index = Number(offset >> this.#shift);
    return offset >= 0n && index < this.size && this.keyAt(index) === key ? index : undefined;
  }

  private at(index: number): bigint {
    return this.#first + (BigInt(index) << this.#shift);
  }
}

/** The space of a network that is described only in part; throws coded errors that name the field. */
export function describeSpace(draft: Pick<AddressSpaceFacts, 'cidr'> & Partial<AddressSpaceFacts>): AddressSpaceFacts {
  const isIpv6 = draft.cidr.includes(':');
  const gives = draft.gives ?? (isIpv6 ? 'ipv6' : 'ipv4');
  if (isIpv6 !== (gives !== 'ipv4')) {
    const wanted = isIpv6 ? 'ipv6 or delegatedIpv6' : 'ipv4';
    throw invalid('NETWORK_FAMILY_WRONG', `${draft.cidr} can give ${wanted} only; choose so, or correct the network`, 'gives');
  }
  const prefixLength = draft.prefixLength ?? DEFAULT_LENGTHS[gives];
  if (!isIpv6) {
    parseCidr(draft.cidr);
    if (prefixLength !== 32)
      throw invalid('PREFIX_LENGTH_WRONG', 'IPv4 addresses are given singly: leave the prefix length out', 'prefixLength');
    return { cidr: draft.cidr, gives, prefixLength };
  }
  const { first, length } = parseIpv6Cidr(draft.cidr);
  checkCut(length, prefixLength);
  return { cidr: `${formatIpv6(first)}/${length}`, gives, prefixLength };
}

/** The key of an address or prefix that somebody wrote, with its one canonical form; throws `ADDRESS_UNREADABLE`, `NETWORK_UNREADABLE`. */
export function readAddress(
  text: string,
  gives: AddressPart,
  field: string,
): { readonly key: string; readonly text: string; readonly length: number } {
  if (gives === 'ipv4') {
    const number = parseIpv4(text, field);
    return { key: keyOf(gives, BigInt(number)), text: formatIpv4(number), length: 32 };
  }
  const { first, length } = parseIpv6Cidr(text, field);
  return { key: keyOf(gives, first), text: `${formatIpv6(first)}/${length}`, length };
}

/** All prefixes that hold an address or a prefix, as text, the longest first; for a search by what routers have reported. */
export function prefixesAround(text: string, field = 'address'): readonly string[] {
  const [addressText = '', lengthText] = text.split('/');
  const address = parseIpv6(addressText, field);
  const longest = lengthText === undefined ? IPV6_BITS : parseIpv6Cidr(text, field).length;
  return Array.from({ length: longest }, (_, index) => {
    const length = longest - index;
    return `${formatIpv6(address & ~hostMask(length))}/${length}`;
  });
}

function ipv4Range(cidr: string) {
  const whole = parseCidr(cidr);
  const usable = usableRange(whole);
  const asBigInt = ({ first, last }: { readonly first: number; readonly last: number }) => ({ first: BigInt(first), last: BigInt(last) });
  return { whole: asBigInt(whole), usable: asBigInt(usable) };
}

function checkCut(length: number, prefixLength: number): void {
  const bits = prefixLength - length;
  if (prefixLength > IPV6_BITS || bits < 0) {
    throw invalid('NETWORK_TOO_SMALL', `a /${length} cannot be cut into prefixes of /${prefixLength}; give a longer one`, 'prefixLength');
  }
  if (bits > MOST_BITS_CUT) {
    const shortest = prefixLength - MOST_BITS_CUT;
    throw invalid(
      'NETWORK_TOO_LARGE',
      `a /${length} holds more /${prefixLength} than can be kept track of; take a /${shortest} of it`,
      'cidr',
    );
  }
}

function keyOf(gives: AddressPart, address: bigint): string {
  return gives === 'ipv4' ? `4${address.toString(16).padStart(8, '0')}` : `6${address.toString(16).padStart(32, '0')}`;
}

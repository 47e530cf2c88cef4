import { isIP } from 'node:net';

/** An address, or all that begin as it does. */
export interface Prefix {
  readonly bits: 32 | 128;
  readonly value: bigint;
  readonly length: number;
}

/** `10.0.0.5`, `10.0.0.0/24`, `2001:db8::/56`; `undefined` for anything else. */
export function prefixOf(text: string): Prefix | undefined {
  const [address = '', length, ...more] = text.trim().split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return undefined;
  const bits = version === 4 ? 32 : 128;
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > bits)) return undefined;
  return { bits, value: version === 4 ? valueOf4(address) : valueOf6(address), length: length === undefined ? bits : Number(length) };
}

/** One text for each prefix, however it is written; what is none stays as it is. */
export function samePrefix(text: string): string {
  const prefix = prefixOf(text);
  return prefix ? `${prefix.bits}:${prefix.value.toString(16)}/${prefix.length}` : text;
}

/** Whether an address or a prefix lies in one of the networks. */
export function isWithin(text: string, networks: readonly string[]): boolean {
  const inner = prefixOf(text);
  if (!inner) return false;
  return networks.some((network) => {
    const outer = prefixOf(network);
    if (!outer || outer.bits !== inner.bits || inner.length < outer.length) return false;
    const rest = BigInt(outer.bits - outer.length);
    return inner.value >> rest === outer.value >> rest;
  });
}

function valueOf4(address: string): bigint {
  return address.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
}

function valueOf6(address: string): bigint {
  const dotted = /(\d+(?:\.\d+){3})$/.exec(address)?.[1];
  const last = dotted === undefined ? 0n : valueOf4(dotted);
  const text = dotted === undefined ? address : address.replace(dotted, `${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`);
  const [head = '', tail] = (text.split('%')[0] ?? '').split('::');
  const groupsOf = (part: string | undefined): readonly string[] => (part ? part.split(':') : []);
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const groups = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

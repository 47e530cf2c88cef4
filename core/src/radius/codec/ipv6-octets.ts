import { isIPv6 } from 'node:net';

const OCTETS = 16;

/** The 16 octets of an IPv6 address in any usual notation; `undefined` for what is none. A zone (`%eth0`) is none. */
export function parseIpv6(text: string): Buffer | undefined {
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [head = '', tail] = withoutDots(text).split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const octets = Buffer.alloc(OCTETS);
  for (const [index, group] of before.entries()) octets.writeUInt16BE(group, 2 * index);
  for (const [index, group] of after.entries()) octets.writeUInt16BE(group, OCTETS - 2 * (after.length - index));
  return octets;
}

/** In its one canonical form (RFC 5952 s4). Octets that are missing at the end are zero: a prefix leaves its last ones out (RFC 3162 s2.3). */
export function formatIpv6Octets(octets: Uint8Array): string {
  const whole = Buffer.alloc(OCTETS);
  whole.set(octets);
  const groups = (whole.toString('hex').match(/.{4}/g) ?? []).join(':');
  return new URL(`http://[${groups}]`).hostname.slice(1, -1);
}

/** `::ffff:10.0.0.1` ends in an IPv4 address, which is two groups. */
function withoutDots(text: string): string {
  return text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, a: string, b: string, c: string, d: string) => {
    const group = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16);
    return `${group(a, b)}:${group(c, d)}`;
  });
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

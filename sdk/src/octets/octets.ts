const UNITS: Readonly<Record<string, bigint>> = {
  B: 1n,
  KB: 1_000n,
  MB: 1_000_000n,
  GB: 1_000_000_000n,
  TB: 1_000_000_000_000n,
  KIB: 1n << 10n,
  MIB: 1n << 20n,
  GIB: 1n << 30n,
  TIB: 1n << 40n,
};

const READABLE = /^(\d{1,12})(?:\.(\d{1,6}))? ?([kKMGT]i?B|B)$/;

/** What {@link parseOctets} reads, for schemas. */
export const OCTETS_PATTERN = '^\\d{1,12}(\\.\\d{1,6})? ?([kKMGT]i?B|B)$';

/** Reads what a person typed, `10 GB`, `1.5 TB`, `700 MiB`: a GB is 10^9 octets, a GiB 2^30. `undefined` for anything else. */
export function parseOctets(text: string): bigint | undefined {
  const [, whole = '', fraction = '', unit = ''] = READABLE.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (factor === undefined) return undefined;
  return BigInt(whole) * factor + (BigInt(fraction.padEnd(6, '0')) * factor) / 1_000_000n;
}

const UNITS: Readonly<Record<string, bigint>> = {
  B: 1n,
  KB: 1_000n,
  MB: 1_000_000n,
  GB: 1_000_000_000n,
  TB: 1_000_000_000_000n,
  MIB: 1n << 20n,
  GIB: 1n << 30n,
  TIB: 1n << 40n,
};

export const OCTETS_PATTERN = '^\\d{1,12}(\\.\\d{1,6})? ?([kKMGT]?B|[MGT]iB)$';

/** `10 GB`, `1.5 TB`, `700 MiB`: a GB is 10^9 octets, a GiB 2^30. `undefined` for anything else. */
export function parseOctets(text: string): bigint | undefined {
  const [, whole = '', fraction = '', unit = ''] = /^(\d{1,12})(?:\.(\d{1,6}))? ?([kKMGT]?B|[MGT]iB)$/.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (factor === undefined) return undefined;
  return BigInt(whole) * factor + (BigInt(fraction.padEnd(6, '0')) * factor) / 1_000_000n;
}

/** For people: `9.54 GB`, rounded down, so that nobody is promised what is not there. */
export function formatOctets(octets: bigint): string {
  for (const unit of ['TB', 'GB', 'MB', 'KB']) {
    const size = UNITS[unit] as bigint;
    if (octets < size) continue;
    const hundredths = (octets * 100n) / size;
    const fraction = String(hundredths % 100n)
      .padStart(2, '0')
      .replace(/0+$/, '');
    return `${hundredths / 100n}${fraction === '' ? '' : `.${fraction}`} ${unit}`;
  }
  return `${octets} B`;
}

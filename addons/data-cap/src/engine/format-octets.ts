const UNITS = [
  ['TB', 1_000_000_000_000n],
  ['GB', 1_000_000_000n],
  ['MB', 1_000_000n],
  ['KB', 1_000n],
] as const;

/** For people: `9.54 GB`, rounded down, so that nobody is promised what is not there. */
export function formatOctets(octets: bigint): string {
  for (const [unit, size] of UNITS) {
    if (octets < size) continue;
    const hundredths = (octets * 100n) / size;
    const fraction = String(hundredths % 100n)
      .padStart(2, '0')
      .replace(/0+$/, '');
    return `${hundredths / 100n}${fraction === '' ? '' : `.${fraction}`} ${unit}`;
  }
  return `${octets} B`;
}

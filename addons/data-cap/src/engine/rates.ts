const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1_000, M: 1_000_000, G: 1_000_000_000 };

/** `2M`, `512k`, `1.5M` in bit/s; `undefined` for anything else, and for less than 1 kbit/s. */
export function parseRate(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?)([kMG]?)$/.exec(text.trim()) ?? [];
  const rate = Math.round(Number(number) * (FACTORS[unit] ?? Number.NaN));
  return number !== '' && rate >= 1_000 ? rate : undefined;
}

export function formatRate(bitsPerSecond: number): string {
  if (bitsPerSecond % 1_000_000 === 0) return `${bitsPerSecond / 1_000_000} Mbit/s`;
  return `${Math.floor(bitsPerSecond / 1_000)} kbit/s`;
}

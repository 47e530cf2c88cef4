/** `10M`, `1500k` or `1234567`: the shortest that is exact (k is 1000, M is 1000000). */
export function formatRate(bitsPerSecond: number): string;
export function formatRate(bitsPerSecond: number | undefined): string | undefined;
export function formatRate(bitsPerSecond: number | undefined): string | undefined {
  if (bitsPerSecond === undefined) return undefined;
  if (bitsPerSecond === 0) return '0';
  if (bitsPerSecond % 1_000_000 === 0) return `${bitsPerSecond / 1_000_000}M`;
  if (bitsPerSecond % 1_000 === 0) return `${bitsPerSecond / 1_000}k`;
  return String(bitsPerSecond);
}

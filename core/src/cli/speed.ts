import { UsageError } from './usage-error.js';

const UNITS = ['', 'k', 'M', 'G', 'T'] as const;

/** Bits per second from `5M`, `512k`, `1G`, `2.5M` or a plain number; units are powers of 1000. */
export function parseSpeed(text: string): number {
  const [, digits, letter = ''] = /^(\d{1,15}(?:\.\d{1,6})?)\s?([kmgt]?)$/i.exec(text.trim()) ?? [];
  const power = UNITS.findIndex((unit) => unit.toLowerCase() === letter.toLowerCase());
  const bitsPerSecond = Math.round(Number(digits) * 1000 ** power);
  if (digits === undefined || !Number.isSafeInteger(bitsPerSecond)) {
    throw new UsageError(`"${text}" is not a speed; write it like 5M, 512k or 1G, in bits per second`);
  }
  return bitsPerSecond;
}

/** `5M`: the shortest form that {@link parseSpeed} reads back as the same speed. */
export function formatSpeed(bitsPerSecond: number): string {
  for (let power = UNITS.length - 1; power > 0; power--) {
    const scaled = bitsPerSecond / 1000 ** power;
    if (scaled >= 1 && Number.isInteger(Math.round(scaled * 1000)) && Math.round(scaled * 1000) * 1000 ** (power - 1) === bitsPerSecond) {
      return `${scaled}${UNITS[power]}`;
    }
  }
  return String(bitsPerSecond);
}

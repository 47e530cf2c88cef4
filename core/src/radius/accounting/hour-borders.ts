import type { HourBorder } from './usage-flow.js';

const NONE: readonly HourBorder[] = [];
const NUMBERS = 7;

/** The borders as text: seven numbers each, parted by blanks. */
export function writeHourBorders(borders: readonly HourBorder[]): string | null {
  if (borders.length === 0) return null;
  return borders
    .flatMap(({ borderMs, before, after }) => [
      borderMs,
      ...[before, after].flatMap((mark) => [mark.atMs, mark.downloadOctets, mark.uploadOctets]),
    ])
    .join(' ');
}

export function readHourBorders(text: string | null): readonly HourBorder[] {
  if (text === null) return NONE;
  const parts = text.split(' ');
  const mark = (at: number) => ({
    atMs: Number(parts[at]),
    downloadOctets: BigInt(parts[at + 1] ?? '0'),
    uploadOctets: BigInt(parts[at + 2] ?? '0'),
  });
  return Array.from({ length: Math.floor(parts.length / NUMBERS) }, (_, index) => ({
    borderMs: Number(parts[index * NUMBERS]),
    before: mark(index * NUMBERS + 1),
    after: mark(index * NUMBERS + 4),
  }));
}

import { type Mark, markOn, type Stretch } from './usage-flow.js';

const NONE: readonly Stretch[] = [];
const NUMBERS = 6;
/** Of an end of an hour in rows from before: itself, and the marks on its two sides. There were three at most. */
const NUMBERS_OF_BORDER = 7;
const HOUR_MS = 3_600_000;

/** The stretches as text: six numbers each, parted by blanks. */
export function writeStretches(stretches: readonly Stretch[]): string | null {
  if (stretches.length === 0) return null;
  return stretches
    .map(
      ({ before, after }) =>
        `${before.atMs} ${before.downloadOctets} ${before.uploadOctets} ${after.atMs} ${after.downloadOctets} ${after.uploadOctets}`,
    )
    .join(' ');
}

export function readStretches(text: string | null): readonly Stretch[] {
  if (text === null) return NONE;
  const parts = text.split(' ');
  if (parts.length % NUMBERS_OF_BORDER === 0) return stretchesOfBorders(parts);
  return Array.from({ length: Math.floor(parts.length / NUMBERS) }, (_, index) => ({
    before: markAt(parts, index * NUMBERS),
    after: markAt(parts, index * NUMBERS + 3),
  }));
}

/**
 * Rows from before hold the latest ends of hours alone. Where the first of them has another before it on its stretch, nothing is known of what that
 * was worked out from: such a stretch begins with what the counters were taken to be at the first that is known.
 */
function stretchesOfBorders(parts: readonly string[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let index = 0; index * NUMBERS_OF_BORDER < parts.length; index++) {
    const at = index * NUMBERS_OF_BORDER;
    const borderMs = Number(parts[at]);
    const [before, after] = [markAt(parts, at + 1), markAt(parts, at + 4)];
    if (stretches.at(-1)?.after.atMs === after.atMs) continue;
    const isFirstOfStretch = index > 0 || before.atMs >= borderMs - HOUR_MS;
    stretches.push({ before: isFirstOfStretch ? before : markOn({ before, after }, borderMs), after });
  }
  return stretches;
}

function markAt(parts: readonly string[], at: number): Mark {
  return { atMs: Number(parts[at]), downloadOctets: BigInt(parts[at + 1] ?? '0'), uploadOctets: BigInt(parts[at + 2] ?? '0') };
}

import { formatParts } from './number-format.js';

/** A character of a number: a certain one, or any digit; perhaps more of the same. */
interface Place {
  /** `undefined` for any digit. */
  readonly character?: string;
  readonly isRepeated: boolean;
}

/**
 * Whether two formats can come to the same number, if any digits may stand where dates and numbers are put: exact for what is written out,
 * careful for what is counted.
 */
export function canShareNumber(format: string, other: string): boolean {
  const [mine, theirs] = [placesOf(format), placesOf(other)];
  const seen = new Set<string>();
  const toVisit: (readonly [number, number])[] = [[0, 0]];
  for (let next = toVisit.pop(); next; next = toVisit.pop()) {
    const [at, otherAt] = next;
    if (seen.has(`${at}/${otherAt}`)) continue;
    seen.add(`${at}/${otherAt}`);
    if (at === mine.length && otherAt === theirs.length) return true;
    for (const [place, end] of steps(mine, at)) {
      for (const [otherPlace, otherEnd] of steps(theirs, otherAt)) if (overlap(place, otherPlace)) toVisit.push([end, otherEnd]);
    }
  }
  return false;
}

/** The characters that can come next, each with where it leads. */
function steps(places: readonly Place[], at: number): readonly (readonly [Place, number])[] {
  const [before, next] = [places[at - 1], places[at]];
  return [...(next ? [[next, at + 1] as const] : []), ...(before?.isRepeated ? [[before, at] as const] : [])];
}

function overlap({ character: one }: Place, { character: other }: Place): boolean {
  if (one !== undefined && other !== undefined) return one === other;
  return isDigit(one) && isDigit(other);
}

function isDigit(character: string | undefined): boolean {
  return character === undefined || /\d/.test(character);
}

function placesOf(format: string): readonly Place[] {
  return formatParts(format).flatMap((part) => {
    if (typeof part === 'string') return Array.from(part, (character) => ({ character, isRepeated: false }));
    const digits = Array.from({ length: part.digits }, () => ({ isRepeated: false }));
    return part.canGrow ? [...digits.slice(1), { isRepeated: true }] : digits;
  });
}

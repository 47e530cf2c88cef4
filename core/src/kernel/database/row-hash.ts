import { createHash } from 'node:crypto';

export type HashedValue = string | number | null;

/** SHA-256 over values in their order. The length before each keeps two neighbours from being taken for each other. */
export function hashValues(values: Iterable<HashedValue>): string {
  let text = '';
  for (const value of values) {
    const shown = value === null ? '' : String(value);
    text += `${value === null ? 'n' : shown.length}:${shown}\n`;
  }
  return createHash('sha256').update(text).digest('hex');
}

import { hash } from 'node:crypto';

export type HashedValue = string | number | null;

/** SHA-256 of a text or of octets, in hexadecimal. In one call: an object for each hash costs more than the hash of so little text. */
export function sha256(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** SHA-256 over values in their order. The length before each keeps two neighbours from being taken for each other. */
export function hashValues(values: Iterable<HashedValue>): string {
  let text = '';
  for (const value of values) {
    const shown = value === null ? '' : String(value);
    text += `${value === null ? 'n' : shown.length}:${shown}\n`;
  }
  return sha256(text);
}

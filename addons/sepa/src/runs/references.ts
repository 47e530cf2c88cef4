import { randomBytes } from 'node:crypto';

/** A name that no bank has seen before, of 26 letters and digits: prefix and 96 random bits. */
export function newReference(prefix: 'F' | 'E'): string {
  return `T${prefix}${randomBytes(12).toString('hex').toUpperCase()}`;
}

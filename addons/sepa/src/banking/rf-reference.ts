import { mod97 } from './mod97.js';

/** Reads a creditor reference (ISO 11649) as people write it, with blanks and in small letters; `undefined` where its check digits are wrong. */
export function parseRfReference(text: string): string | undefined {
  const reference = text.replaceAll(/\s/g, '').toUpperCase();
  const isRight = /^RF\d{2}[A-Z0-9]{1,21}$/.test(reference) && mod97(reference.slice(4) + reference.slice(0, 4)) === 1;
  return isRight ? reference : undefined;
}

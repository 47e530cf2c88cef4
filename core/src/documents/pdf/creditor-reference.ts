import type { IssuedDocument } from '@tapline/sdk';

const LONGEST = 21;

/**
 * The number of a document as a creditor reference (ISO 11649): `RF`, two check digits, and the number, which payers' banks carry back unchanged. `undefined` for numbers that are not
 * up to 21 capital letters and digits: what is paid must be found again by it.
 */
export function creditorReference(number: string): string | undefined {
  if (!/^[A-Z0-9]+$/.test(number) || number.length > LONGEST) return undefined;
  // Letters count as two digits: A is 10, Z is 35.
  const digits = Array.from(`${number}RF00`, (letter) => Number.parseInt(letter, 36)).join('');
  return `RF${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${number}`;
}

/** What payers are asked to write, as it is printed: a creditor reference in groups of four. */
export function printedReference({ number, issuer }: Pick<IssuedDocument, 'number' | 'issuer'>): string {
  const reference = issuer.usesCreditorReference ? creditorReference(number) : undefined;
  return reference?.replaceAll(/(.{4})(?=.)/g, '$1 ') ?? number;
}

import { invalid } from '@tapline/sdk';
import { checkDigits, mod97 } from './mod97.js';

const LONGEST = 35;
const GERMAN_LENGTH = 18;

/**
 * Reads a creditor identifier (EPC262-08): country, check digits, business code, national part. Throws `SEPA_CREDITOR_ID_INVALID`; where only the check
 * digits are wrong, it says the right ones.
 */
export function parseCreditorId(text: string, field = 'creditorId'): string {
  const id = text.replaceAll(/\s/g, '').toUpperCase();
  const wrong = (what: string) => invalid('SEPA_CREDITOR_ID_INVALID', `the creditor identifier "${text.trim()}" ${what}`, field);
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9+?/:().,'-]{1,28}$/.test(id) || id.length > LONGEST) {
    throw wrong('is not built like DE98ZZZ09999999999: country, two check digits, business code, national number');
  }
  if (id.startsWith('DE') && id.length !== GERMAN_LENGTH) throw wrong(`has ${id.length} characters; German ones have ${GERMAN_LENGTH}`);
  // The business code belongs to whoever chooses it, and is not checked.
  const national = id.slice(7);
  if (mod97(national + id.slice(0, 4)) === 1) return id;
  throw wrong(
    `has wrong check digits: ${id.slice(2, 4)} where ${checkDigits(national + id.slice(0, 2))} would fit. Compare it with your central bank's letter`,
  );
}

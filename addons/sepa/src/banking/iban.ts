import { invalid } from '@tapline/sdk';
import { mod97 } from './mod97.js';
import { SEPA_COUNTRIES } from './sepa-countries.js';

/** Reads an IBAN as people write it (ISO 13616): blanks and small letters are taken. Throws `SEPA_IBAN_INVALID` with what is wrong. */
export function parseIban(text: string, field = 'iban'): string {
  const iban = text.replaceAll(/[\s\u00a0-]/g, '').toUpperCase();
  const wrong = (what: string) => invalid('SEPA_IBAN_INVALID', `the IBAN "${text.trim()}" ${what}`, field);
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban))
    throw wrong('does not begin with two letters and two digits; write it like DE89 3704 0044 0532 0130 00');
  const country = SEPA_COUNTRIES.get(iban.slice(0, 2));
  if (!country) throw wrong(`is of ${iban.slice(0, 2)}, which is no SEPA country`);
  if (iban.length !== country.ibanLength) {
    throw wrong(`has ${iban.length} characters; those of ${iban.slice(0, 2)} have ${country.ibanLength}`);
  }
  if (mod97(iban.slice(4) + iban.slice(0, 4)) !== 1) throw wrong('has a typing error: its check digits do not fit');
  return iban;
}

/** In groups of four, as it is printed. */
export function formatIban(iban: string): string {
  return iban.replaceAll(/(.{4})(?=.)/g, '$1 ');
}

/** All but the country and the last four characters are hidden: enough to know one's own. */
export function maskIban(iban: string): string {
  return `${iban.slice(0, 4)} … ${iban.slice(-4)}`;
}

/** Whether banks ask for BIC and address beside it. */
export function isOutsideEea(iban: string): boolean {
  return SEPA_COUNTRIES.get(iban.slice(0, 2))?.isInEea === false;
}

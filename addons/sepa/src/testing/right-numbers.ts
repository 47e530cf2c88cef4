import { checkDigits } from '../banking/mod97.js';

/** A right IBAN of a country and account. */
export function rightIban(country: string, account: string): string {
  return country + checkDigits(account + country) + account;
}

/** A right creditor reference (ISO 11649) of capitals and digits, at most 21. */
export function rightRfReference(reference: string): string {
  return `RF${checkDigits(`${reference}RF`)}${reference}`;
}

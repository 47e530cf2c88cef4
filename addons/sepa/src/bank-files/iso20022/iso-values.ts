import { currencyExponent, invalid, parseLocalDate, type ReasonGiven } from '@tapline/sdk';
import { child, children, text, type XmlElement } from '../xml/xml-element.js';

export interface IsoAmount {
  readonly amountMinor: number;
  readonly currency: string;
}

/** An amount with its currency. Banks write `8.850` and `474.4`. Throws `SEPA_FILE_AMOUNT` for what is none, or has parts of a minor unit. */
export function amountOf(element: XmlElement | undefined, currencyOtherwise: string | null = null): IsoAmount | null {
  const digits = element?.text.trim() ?? '';
  if (!element || digits === '') return null;
  const currency = element.attributes.Ccy ?? currencyOtherwise ?? '';
  if (!/^[A-Z]{3}$/.test(currency)) throw broken(element, `the amount ${shown(digits)} has no currency`);
  const exponent = currencyExponent(currency);
  const match = /^\+?(\d{1,13})(?:\.(\d*))?$/.exec(digits);
  const decimals = (match?.[2] ?? '').padEnd(exponent, '0');
  if (!match || /[^0]/.test(decimals.slice(exponent))) throw broken(element, `"${shown(digits)}" is not an amount in ${currency}`);
  return { amountMinor: Number(`${match[1]}${decimals.slice(0, exponent)}`), currency };
}

/** The day of a `Dt` or `DtTm`, as it is written; null for none, and for what is no day: banks that count months of 30 days write 30 February. */
export function dayOf(element: XmlElement | undefined): string | null {
  const written = text(element, 'Dt') ?? text(element, 'DtTm') ?? (element && element.children.length === 0 ? element.text.trim() : '');
  const day = written.slice(0, 10);
  try {
    return parseLocalDate(day);
  } catch {
    return null;
  }
}

/** A reference; null for the words that banks write in place of none. */
export function referenceOf(written: string | null): string | null {
  return written === null || /^(NOT ?PROVIDED\.?|NONREF|NONE|N\/A|-+|0+)$/i.test(written) ? null : written;
}

/** Yes or no of XML Schema: `true`, `1`. */
export function isTrue(written: string | null): boolean {
  return written !== null && /^(true|1)$/i.test(written);
}

/** An account number without blanks, in capitals, where it looks like an IBAN. */
export function ibanOf(written: string | null): string | null {
  const joined = written?.replace(/\s+/g, '').toUpperCase() ?? '';
  return /^[A-Z]{2}\d{2}[A-Z0-9]{6,30}$/.test(joined) ? joined : null;
}

/** `RtrInf` and `StsRsnInf` give reasons in the same way; null where they give none. */
export function reasonOf(element: XmlElement | undefined): ReasonGiven | null {
  if (!element) return null;
  const lines = children(element, 'AddtlInf').flatMap((each) => each.text.trim() || []);
  const given = { code: text(element, 'Rsn', 'Cd'), proprietary: text(element, 'Rsn', 'Prtry'), text: lines.join(' ') || null };
  return given.code === null && given.proprietary === null && given.text === null ? null : given;
}

/** What banks took, in all records below; what they gave is below 0. */
export function feeOf(element: XmlElement | undefined): number {
  const charges = children(element, 'Chrgs');
  const records = charges.flatMap((each) => (child(each, 'Rcrd') ? children(each, 'Rcrd') : [each]));
  return records.reduce((sum, record) => {
    const amountMinor = amountOf(child(record, 'Amt'))?.amountMinor ?? 0;
    return sum + (text(record, 'CdtDbtInd') === 'CRDT' ? -amountMinor : amountMinor);
  }, 0);
}

export function broken({ name, line }: Pick<XmlElement, 'name' | 'line'>, what: string): Error {
  return invalid('SEPA_FILE_AMOUNT', `line ${line} (${name}): ${what}; ask the bank for the file again`, 'file');
}

function shown(written: string): string {
  return written.slice(0, 40);
}

import { parseRfReference } from '../banking/rf-reference.js';
import type { PaymentFacts } from './import-line.js';

/** What a payer may have meant, in the order in which it is believed. */
export interface RemittanceNames {
  /** What may be numbers of invoices: of RF references first, then as they stand in the text. */
  readonly documentNumbers: readonly string[];
  /** A customer's number that the text calls so, or that is all of it. */
  readonly customerNumber: number | null;
}

const MOST_NUMBERS = 24;
const WORD = /[\p{L}\d][\p{L}\d/_.-]{1,38}[\p{L}\d]/gu;
const CALLED = 'customer|cust|kunden?|kd|client[ea]?|abonad[oa]|z[aá]kazn[ií]k\\p{L}*|variab\\p{L}*|vs';
const NUMBER_WORD = 'no|nr|num\\p{L}*|number|nummer|[cč][ií]slo|id';
/** What makes a number one of months, or the month of a year: `cliente 11/2026`, `Kunde 2 Monate`. */
const OF_TIME =
  '\\s*(?:[./-]\\s*\\d|(?:19|20)\\d\\d(?!\\d)|(?:months?|weeks?|years?|monate?|wochen?|jahre?|mes(?:es)?|semanas?|a[nñ]os?|m[eě]s[ií]c\\p{L}*|rok[uy]?|let)(?!\\p{L}))';
const CUSTOMER = new RegExp(
  `(?<![\\p{L}\\d])(?:${CALLED})[^\\p{L}\\d]{0,3}(?:${NUMBER_WORD})?[^\\p{L}\\d]{0,4}(\\d{1,9})(?!\\d)(?!${OF_TIME})`,
  'iu',
);

/** Banks cut texts into lines at any place, so words are looked for with and without a blank between the lines. */
export function remittanceNames({
  creditorReferences,
  remittance,
  text,
}: Pick<PaymentFacts, 'creditorReferences' | 'remittance' | 'text'>): RemittanceNames {
  const lines = remittance.length > 0 ? remittance : text === null ? [] : [text];
  const joined = lines.join('');
  const spaced = lines.join(' ');
  const references = [...creditorReferences, ...(joined.replace(/\s/g, '').match(/RF\d{2}[A-Z0-9]{1,21}/gi) ?? [])];
  const ofReferences = references.flatMap((reference) => {
    const parsed = parseRfReference(reference)?.slice(4);
    return parsed === undefined ? [reference.replace(/\s/g, '')] : [parsed, parsed.replace(/^0+/, '')];
  });
  const words = [spaced, joined].flatMap((each) => each.match(WORD) ?? []).filter((word) => /\d/.test(word));
  const documentNumbers = [...new Set([...ofReferences, ...words])].filter((word) => word.length >= 3).slice(0, MOST_NUMBERS);
  const labelled = CUSTOMER.exec(spaced)?.[1] ?? /^\s*(\d{1,9})\s*$/.exec(spaced)?.[1];
  return { documentNumbers, customerNumber: labelled === undefined ? null : Number(labelled) };
}

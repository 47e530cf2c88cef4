import type { BankEntry, BankEntryDetail, BankTransactionCode } from '@tapline/sdk';

/**
 * What a payment on a statement is, as far as the bank's words tell; whether it is one of ours is found by its references.
 *
 * - `collected`: the credit for direct debits of ours, one or many.
 * - `collection-returned`: a direct debit of ours goes back: a return or a refund.
 * - `incoming`: a transfer in; it may pay an invoice.
 * - `transfer-returned`: a transfer of ours that came back; it never pays an invoice.
 * - `debit-reversed`: a direct debit that we had paid comes back.
 * - `outgoing`, `debited`, `fee`: money that we have paid.
 */
export type PaymentClass =
  | 'collected'
  | 'collection-returned'
  | 'incoming'
  | 'transfer-returned'
  | 'debit-reversed'
  | 'outgoing'
  | 'debited'
  | 'fee';

/** German business transaction codes (GVC): returned direct debits, and credits for collections. */
const GVC_RETURNED = new Set(['108', '109', '183', '184']);
const GVC_COLLECTED = new Set(['171', '174', '192', '196', '191', '195']);
const GVC_TRANSFER_RETURNED = new Set(['159', '160']);
const RETURNING = new Set(['UPDD', 'PRDD', 'RCDD']);
const RETURNED_IN_WORDS = /^(?:r.{1,2}ck(?:buchung|.{1,2}berweisung)|r.{0,2}ckgabe|retour(?:e|nierung)?|returned (?:payment|transfer))\b/i;

/**
 * Banks use codes in many ways (Swiss banks `RDDT` for the creditor's side too, others none at all), so several signs count: the direction first, then
 * reasons and codes.
 */
export function paymentClass(entry: BankEntry, detail: BankEntryDetail): PaymentClass {
  const signs = signsOf(entry, detail);
  return detail.direction === 'credit' ? creditClass(signs, entry, detail) : debitClass(signs, entry, detail);
}

interface Signs {
  readonly codes: readonly BankTransactionCode[];
  readonly has: (part: 'domain' | 'family' | 'subFamily', ...values: readonly string[]) => boolean;
  readonly hasGvc: (known: ReadonlySet<string>) => boolean;
  readonly isGivenBack: boolean;
}

function signsOf(entry: BankEntry, detail: BankEntryDetail): Signs {
  const codes = [detail.code, entry.code];
  const has: Signs['has'] = (part, ...values) => codes.some((code) => values.includes(code[part] ?? ''));
  // `NTRF+192+08381`, or the number alone; other banks' codes have no such number at its place.
  const numbers = codes.flatMap(({ proprietary }) => /^[A-Z]{4}\+(\d{3})(?:\+|$)/.exec(proprietary ?? '')?.[1] ?? []);
  return {
    codes,
    has,
    hasGvc: (known) => numbers.some((number) => known.has(number)),
    isGivenBack: entry.isReversal || (detail.returned?.code ?? detail.returned?.proprietary ?? null) !== null,
  };
}

function creditClass({ has, hasGvc, isGivenBack }: Signs, entry: BankEntry, detail: BankEntryDetail): PaymentClass {
  if (isGivenBack && has('family', 'RDDT')) return 'debit-reversed';
  if (isGivenBack || has('subFamily', 'RRTN') || hasGvc(GVC_TRANSFER_RETURNED)) return 'transfer-returned';
  if (RETURNED_IN_WORDS.test(detail.remittance[0] ?? entry.text ?? '')) return 'transfer-returned';
  return has('family', 'IDDT', 'RDDT') || hasGvc(GVC_COLLECTED) ? 'collected' : 'incoming';
}

function debitClass({ has, hasGvc, isGivenBack }: Signs, entry: BankEntry, detail: BankEntryDetail): PaymentClass {
  const isDirectDebit = has('family', 'IDDT', 'RDDT');
  if (has('subFamily', ...RETURNING) || hasGvc(GVC_RETURNED)) return 'collection-returned';
  if (isGivenBack && (isDirectDebit || detail.references.mandateId !== null)) return 'collection-returned';
  if (has('family', 'IDDT')) return 'collection-returned';
  if (has('family', 'RDDT')) return 'debited';
  const isFee =
    has('subFamily', 'CHRG', 'COMM', 'FEES') ||
    has('family', 'CHRG', 'MDOP') ||
    (entry.feeMinor > 0 && entry.feeMinor === entry.amountMinor);
  return isFee ? 'fee' : 'outgoing';
}

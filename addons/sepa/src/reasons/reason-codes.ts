import type { ReasonGiven } from '@tapline/sdk';

export interface ReasonCode {
  readonly code: string;
  readonly words: string;
  /** Whether collecting again in the same way is pointless. */
  readonly isFinal: boolean;
  /** Whether nothing may be collected by the mandate until a person has looked at it. */
  readonly blocksMandate: boolean;
}

type Row = readonly [words: string, effect: 'retry' | 'final' | 'blocks'];

/** ISO 20022 external reason codes, as the rulebooks for SEPA Direct Debit (EPC016-06 and EPC222-07, section 4.8) and for transfers use them. */
const ROWS: Readonly<Record<string, Row>> = {
  AC01: ['the account number is wrong', 'blocks'],
  AC04: ['the account is closed', 'blocks'],
  AC06: ['the account is blocked', 'blocks'],
  AC13: ['the account is a consumer’s, which a B2B direct debit cannot use', 'blocks'],
  AG01: ['direct debits are not allowed on this account', 'blocks'],
  AG02: ['the bank does not take this kind of operation or sequence', 'final'],
  AM04: ['there was not enough money on the account', 'retry'],
  AM05: ['it was collected twice', 'final'],
  AM09: ['the amount is wrong', 'final'],
  AM10: ['the sum of the file is wrong', 'final'],
  BE04: ['the creditor’s address is missing', 'final'],
  BE05: ['the creditor identifier is wrong', 'final'],
  CNOR: ['the creditor’s bank cannot be reached in this scheme', 'final'],
  CUST: ['the customer wanted it back', 'final'],
  DNOR: ['the customer’s bank cannot be reached in this scheme', 'blocks'],
  DT01: ['the date is wrong', 'retry'],
  DU01: ['a file with this number was sent before', 'final'],
  ED05: ['it could not be settled between the banks', 'retry'],
  FF01: ['the file’s format is wrong', 'final'],
  FF05: ['the scheme (CORE or B2B) is wrong', 'final'],
  FOCR: ['it was called back after a cancellation', 'final'],
  MD01: ['there is no valid mandate', 'blocks'],
  MD02: ['the mandate’s data are missing or wrong', 'blocks'],
  MD06: ['the customer asked for the money back within eight weeks', 'final'],
  MD07: ['the account’s holder has died', 'blocks'],
  MS02: ['the customer refused it', 'final'],
  MS03: ['the bank gives no reason', 'retry'],
  NARR: ['the bank gives the reason in words', 'final'],
  RC01: ['the bank’s BIC is wrong', 'blocks'],
  RR01: ['the customer’s account number or name is missing', 'final'],
  RR02: ['the customer’s name or address is missing', 'final'],
  RR03: ['the creditor’s name or address is missing', 'final'],
  RR04: ['it is refused for regulatory reasons', 'blocks'],
  SL01: ['the customer has told the bank not to pay this creditor', 'blocks'],
  TM01: ['the file came after the bank’s closing hour', 'retry'],
};

const GENERAL: Row = ['another reason', 'final'];

/** What a code means; codes that are not known, and banks’ own, are told as they are and block nothing. */
export function reasonCode(code: string | null): ReasonCode {
  const [words, effect] = ROWS[code ?? ''] ?? GENERAL;
  return { code: code ?? '', words, isFinal: effect !== 'retry', blocksMandate: effect === 'blocks' };
}

/** A reason for people: `AM04: there was not enough money on the account (Konto ohne Deckung)`. */
export function reasonInWords(reason: ReasonGiven | null): string {
  if (!reason) return reasonCode('MS03').words;
  const code = reason.code ?? reason.proprietary;
  const words = code === null && reason.text !== null ? '' : reasonCode(reason.code).words;
  const text = reason.text === null ? '' : words === '' ? reason.text : ` (${reason.text})`;
  return `${code === null || words === '' ? '' : `${code}: `}${words}${text}`.slice(0, 400);
}

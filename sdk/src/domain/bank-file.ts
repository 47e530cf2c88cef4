import type { CurrencyCode } from '../money/currency.js';
import type { LocalDate } from '../time/calendar.js';

/** A file as it was uploaded, or as it lay in an archive. */
export interface BankFile {
  readonly name: string;
  readonly octets: Uint8Array;
}

/** What a bank's file says, whatever format it has. Amounts are never below 0: the direction says which way the money went. */
export interface BankFileContent {
  /** For people: `camt.053.001.08`, `MT940`. */
  readonly format: string;
  readonly statements: readonly BankStatement[];
  readonly statusReports: readonly PaymentStatusReport[];
  /** What is odd about it and does not hinder reading, in words. */
  readonly warnings: readonly string[];
}

/**
 * How final a statement is. `end-of-day` is the truth of the account; `intraday` tells of the running day what a later statement tells again;
 * `details` itemizes what statements have as one amount.
 */
export type BankStatementKind = 'end-of-day' | 'intraday' | 'details';

/** Money in and out of one account. */
export interface BankStatement {
  readonly kind: BankStatementKind;
  /** The bank's name of it; banks use one again in another year. */
  readonly id: string | null;
  readonly account: BankAccountName;
  readonly balances: readonly BankBalance[];
  readonly entries: readonly BankEntry[];
}

export interface BankAccountName {
  /** Without blanks, in capitals. */
  readonly iban: string | null;
  /** Where there is no IBAN: the account in the bank's own way. */
  readonly other: string | null;
  readonly currency: CurrencyCode | null;
}

export interface BankBalance {
  /** ISO 20022 codes: `OPBD` opening, `CLBD` closing, others as they come. */
  readonly type: string;
  /** Below 0 for a debit balance. */
  readonly amountMinor: number;
  readonly currency: CurrencyCode;
  readonly date: LocalDate | null;
}

export type BankDirection = 'credit' | 'debit';

/** One line of a statement. */
export interface BankEntry {
  readonly amountMinor: number;
  readonly currency: CurrencyCode;
  readonly direction: BankDirection;
  /** It takes an earlier entry back. */
  readonly isReversal: boolean;
  /** Only what is `booked` has moved money. */
  readonly status: 'booked' | 'pending' | 'information';
  readonly bookingDate: LocalDate | null;
  readonly valueDate: LocalDate | null;
  /** The account servicer's reference, where it is one of this entry alone. */
  readonly servicerReference: string | null;
  readonly code: BankTransactionCode;
  /** Of one amount for many payments: which file or group of ours it is of. */
  readonly batch: BankBatch | null;
  /** What the bank took or gave for it, in the entry's amount already; below 0 where it gave. */
  readonly feeMinor: number;
  readonly text: string | null;
  /** At least one: where the bank itemizes nothing it repeats the entry, also for a batch. */
  readonly details: readonly BankEntryDetail[];
}

/** ISO 20022 (`PMNT`, `IDDT`, `UPDD`) and the bank's own. */
export interface BankTransactionCode {
  readonly domain: string | null;
  readonly family: string | null;
  readonly subFamily: string | null;
  readonly proprietary: string | null;
}

export interface BankBatch {
  readonly messageId: string | null;
  readonly paymentInformationId: string | null;
  readonly transactionCount: number | null;
}

/** One payment of an entry. */
export interface BankEntryDetail {
  /** Null where the bank says only what all of them came to. */
  readonly amountMinor: number | null;
  readonly currency: CurrencyCode;
  readonly direction: BankDirection;
  /** What was asked for first, before fees and exchange. */
  readonly instructedMinor: number | null;
  /** What the bank took for it; below 0 where it gave. */
  readonly feeMinor: number;
  readonly code: BankTransactionCode;
  readonly references: BankReferences;
  readonly debtor: BankParty;
  readonly creditor: BankParty;
  /** Lines as the payer wrote them. */
  readonly remittance: readonly string[];
  /** Structured references of the creditor (ISO 11649 and others). */
  readonly creditorReferences: readonly string[];
  readonly returned: ReasonGiven | null;
}

/** Names of a payment; null where it has none: `NOTPROVIDED` is none. */
export interface BankReferences {
  readonly servicerReference: string | null;
  readonly messageId: string | null;
  readonly paymentInformationId: string | null;
  readonly instructionId: string | null;
  readonly endToEndId: string | null;
  readonly transactionId: string | null;
  readonly mandateId: string | null;
}

export interface BankParty {
  readonly name: string | null;
  readonly iban: string | null;
  readonly otherAccount: string | null;
}

/** Why a bank says no, or takes money back. */
export interface ReasonGiven {
  /** Of ISO's external code list: `AM04`. */
  readonly code: string | null;
  /** The bank's own. */
  readonly proprietary: string | null;
  readonly text: string | null;
}

/** What became of what we have sent to the bank: `accepted` is no bad news, `rejected` never became money. */
export type PaymentStatus = 'accepted' | 'partial' | 'pending' | 'rejected' | 'other';

/** A bank's answer to a file of ours. A group or a whole file that is rejected without naming payments rejects all of them. */
export interface PaymentStatusReport {
  readonly id: string | null;
  readonly originalMessageId: string | null;
  readonly status: PaymentStatus | null;
  /** As the bank writes it: `RJCT`. */
  readonly statusCode: string | null;
  readonly reasons: readonly ReasonGiven[];
  readonly groups: readonly PaymentGroupStatus[];
}

export interface PaymentGroupStatus {
  readonly originalPaymentInformationId: string | null;
  readonly status: PaymentStatus | null;
  readonly statusCode: string | null;
  readonly reasons: readonly ReasonGiven[];
  readonly transactions: readonly PaymentTransactionStatus[];
}

export interface PaymentTransactionStatus {
  readonly originalInstructionId: string | null;
  readonly originalEndToEndId: string | null;
  readonly mandateId: string | null;
  readonly status: PaymentStatus | null;
  readonly statusCode: string | null;
  readonly reasons: readonly ReasonGiven[];
  readonly amountMinor: number | null;
  readonly currency: CurrencyCode | null;
}

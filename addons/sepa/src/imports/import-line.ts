import type { BankBatch, BankDirection, BankEntry, BankReferences, BankStatementKind, PaymentStatus, ReasonGiven } from '@tapline/sdk';
import type { PaymentClass } from './payment-class.js';

/** One payment of a statement, or one answer of a status report, as far as deciding needs it. */
export type LineFacts = PaymentFacts | StatusFacts;

export interface PaymentFacts {
  readonly kind: 'payment';
  readonly statementKind: BankStatementKind;
  readonly statementId: string | null;
  readonly account: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly direction: BankDirection;
  /** The entry goes the other way, or is the sum of amounts that the bank does not tell: nobody can book it by itself. */
  readonly oddity: string | null;
  readonly status: BankEntry['status'];
  readonly bookingDate: string | null;
  readonly valueDate: string | null;
  readonly class: PaymentClass;
  /** One amount of which the bank says nothing more. */
  readonly isBare: boolean;
  readonly references: BankReferences;
  readonly batch: BankBatch | null;
  readonly payerName: string | null;
  readonly payerIban: string | null;
  readonly remittance: readonly string[];
  readonly creditorReferences: readonly string[];
  readonly text: string | null;
  readonly instructedMinor: number | null;
  readonly feeMinor: number;
  readonly reason: ReasonGiven | null;
  /** Of payments of this import that are alike to the letter, which one it is, from 1. */
  readonly twin: number;
}

export interface StatusFacts {
  readonly kind: 'status';
  readonly status: PaymentStatus;
  readonly statusCode: string;
  readonly messageId: string | null;
  readonly paymentInformationId: string | null;
  readonly endToEndId: string | null;
  readonly instructionId: string | null;
  readonly mandateId: string | null;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly reason: ReasonGiven | null;
  /** It is of one payment, whether the bank names it or not; absent of a file or a block, and in lines from before this was kept. */
  readonly isOfOne?: boolean;
  /** The bank gives the reason of this one payment; absent where it is of a file or a block, and so about the creditor's side. */
  readonly isReasonOwn?: boolean;
}

/** Whether a bank speaks of one payment, and not of all of a file or a block. */
export function isOfOnePayment({ isOfOne, endToEndId, instructionId, mandateId }: StatusFacts): boolean {
  return isOfOne === true || endToEndId !== null || instructionId !== null || mandateId !== null;
}

/** Money for one customer. */
export interface TransferPart {
  readonly customerId: string;
  readonly amountMinor: number;
  /** The invoices that it names; what is over, and all without them, pays the oldest. */
  readonly documentIds: readonly string[];
}

/** What a person may choose. */
export interface Suggestion {
  readonly customerId: string;
  readonly customerNumber: number;
  readonly customerName: string;
  readonly documentNumbers: readonly string[];
  readonly why: string;
}

/** Something told of collections: of one, or of all of a file. */
export interface OutcomePlan {
  readonly do: 'confirm' | 'accept' | 'reject';
  readonly itemIds: readonly string[];
  readonly words: string;
}

/** What is to be done with a line, and why, in words. */
export type LinePlan =
  | OutcomePlan
  | { readonly do: 'return'; readonly itemId: string; readonly amountMinor: number; readonly feeMinor: number; readonly words: string }
  | { readonly do: 'refund-accepted'; readonly transferIds: readonly string[]; readonly words: string }
  | { readonly do: 'refund-returned'; readonly transferIds: readonly string[]; readonly feeMinor: number; readonly words: string }
  | { readonly do: 'receive'; readonly parts: readonly TransferPart[]; readonly words: string }
  | { readonly do: 'wait'; readonly suggestions: readonly Suggestion[]; readonly words: string }
  | { readonly do: 'skip'; readonly as: 'known' | 'informational' | 'other'; readonly words: string };

/**
 * - `planned`: of a preview. `booking`: of many collections, some of which are booked.
 * - `booked`; `waiting` for a person; `ignored` by a person.
 * - `known`: another line has told it. `informational`: the bank will tell it again when it is final. `other`: not for customers.
 * - `superseded`: it waited, and a later file has itemized it. `undone`: its import was undone.
 */
export type LineState =
  | 'planned'
  | 'booking'
  | 'booked'
  | 'waiting'
  | 'ignored'
  | 'known'
  | 'informational'
  | 'other'
  | 'superseded'
  | 'undone';

export interface ImportLine {
  readonly id: string;
  readonly importId: string;
  /** Its place in the import, from 1. */
  readonly number: number;
  readonly state: LineState;
  readonly fingerprint: string;
  /** Of the entry that it is of, with the kind of statement, and whether it is the sum or an item: see `known-before.ts`. */
  readonly entryKey: string;
  /** What it is by its content alone, with the kind of statement. */
  readonly economicKey: string;
  readonly facts: LineFacts;
  readonly plan: LinePlan;
  /** References of what was received by it. */
  readonly received: readonly string[];
  /** Who has decided it, where a person did. */
  readonly decidedBy: string | null;
}

/** `reading`: its lines are being kept; `booking` and `undoing`: some of them are, and the job goes on with the rest. */
export type ImportState = 'reading' | 'preview' | 'booking' | 'booked' | 'undoing' | 'undone';

/** One uploaded file or archive. */
export interface BankImport {
  readonly id: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly formats: readonly string[];
  readonly warnings: readonly string[];
  /** Those of its statements that no bank profile has, where there are profiles: nothing is booked of it until a person says so. */
  readonly otherAccounts: readonly string[];
  readonly state: ImportState;
  readonly byName: string;
  readonly atMs: number;
  readonly bookedAtMs: number | null;
  readonly undoneAtMs: number | null;
  readonly undoneReason: string | null;
  readonly lineCount: number;
}

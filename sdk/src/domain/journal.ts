import type { AmountMinor } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';

/** An account of the chart: the customer's own, or one of the company's by its code. */
export type AccountReference = { readonly customerId: string } | { readonly code: string };

/**
 * Moves an amount from one account to another. An entry is made of such moves, so an entry that does not balance cannot even be written
 * down. The debit side gives value to the account's owner to owe; the credit side is where it comes from.
 */
export interface Posting {
  readonly debit: AccountReference;
  readonly credit: AccountReference;
  /** Over 0. */
  readonly amountMinor: AmountMinor;
}

/** What is to be posted. */
export interface JournalEntryDraft {
  /** What happened, as a dotted word of its owner: `payment.cash`, `prepaid.day`. */
  readonly kind: string;
  readonly description: string;
  readonly postings: readonly Posting[];
  readonly customerId?: string;
  readonly serviceId?: string;
  /** Entries with the same key and customer are shown as one line of the statement, under the latest title. */
  readonly statement?: { readonly key: string; readonly title: string };
  readonly reversesEntryId?: string;
  /**
   * The company's day on which it counts, for what is caught up; today unless given, and never later. What is dated into a month that is closed counts
   * today, and keeps this day as its `valueDate`.
   */
  readonly date?: LocalDate;
}

/** An immutable, balanced set of postings: the only thing that changes money. */
export interface JournalEntry extends Omit<JournalEntryDraft, 'postings' | 'date'> {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly date: LocalDate;
  /** The day that it was for, where the month of that day was closed already. */
  readonly valueDate?: LocalDate;
  readonly postedAtMs: number;
  /** The add-on that posted it, or `core`. */
  readonly source: string;
  /** What it changed on the customer's balance: over 0 raises it. */
  readonly customerAmountMinor: AmountMinor;
}

/** One line of what the customer sees: one entry, or all entries of one statement key. */
export interface StatementLine {
  readonly key: string;
  readonly title: string;
  readonly kind: string;
  readonly firstDate: LocalDate;
  readonly lastDate: LocalDate;
  readonly entryCount: number;
  readonly amountMinor: AmountMinor;
}

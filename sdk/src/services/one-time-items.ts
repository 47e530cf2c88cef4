import type { AmountMinor } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';
import type { Transaction } from '../transaction.js';

export interface WantedOneTimeItem {
  readonly customerId: string;
  readonly serviceId?: string | null;
  readonly description: string;
  /** 1 unless given. */
  readonly quantity?: number;
  /** The price of one, over 0, tax included. */
  readonly unitPriceMinor: AmountMinor;
  /** It comes with the first bill of this day or later; today unless given. */
  readonly date?: LocalDate;
}

/** Where an item stands that is billed. */
export interface BilledItem {
  readonly documentId: string;
  /** From 0, as the lines of documents are counted: alike items of one bill have a line each. */
  readonly line: number;
}

/** What is charged once, with the customer's next bill. */
export interface OneTimeItems {
  /** Whether a customer is billed at all: items of others would wait for ever. */
  isBilled(tx: Transaction, customerId: string): Promise<boolean>;
  /** The same key again adds nothing and returns the first item. Throws `BILLING_ITEM_INVALID`, `BILLING_ITEM_KEY_REUSED`. */
  add(tx: Transaction, item: WantedOneTimeItem, options: { readonly idempotencyKey: string }): Promise<{ readonly id: string }>;
  /** Takes back what is not billed yet. Throws `BILLING_ITEM_BILLED`, `BILLING_ITEM_UNKNOWN`. */
  cancel(tx: Transaction, itemId: string): Promise<void>;
  /** Whether it still waits for its bill: false once it is billed, or taken back by whomever. Throws `BILLING_ITEM_UNKNOWN`. */
  isWaiting(tx: Transaction, itemId: string): Promise<boolean>;
  /** On which line of which document an item was billed; undefined for what waits or is cancelled. Throws `BILLING_ITEM_UNKNOWN`. */
  billedOn(tx: Transaction, itemId: string): Promise<BilledItem | undefined>;
}

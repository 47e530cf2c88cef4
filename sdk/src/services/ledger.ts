import type { JournalEntry, JournalEntryDraft, StatementLine } from '../domain/journal.js';
import type { AmountMinor } from '../money/money.js';
import type { Transaction } from '../transaction.js';

export interface Ledger {
  /**
   * Posts an entry on the clock's day. The same key again moves nothing and returns the first entry; with other content it throws
   * `LEDGER_KEY_REUSED`. What it puts on the balance of its customer pays the customer's open invoices, the oldest first.
   */
  post(tx: Transaction, draft: JournalEntryDraft, options: { readonly idempotencyKey: string }): Promise<JournalEntry>;
  /** The sum of the postings on the customer's account: over 0 is money the customer has, under 0 is money owed. */
  balance(tx: Transaction, customerId: string): Promise<AmountMinor>;
  /** {@link balance} of a page of customers at once, by their ids. */
  balances(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, AmountMinor>>;
  /**
   * How much may still be charged to the balance, as the customer's billing type says; under 0 where too much is already. Undefined where it sets no limit.
   * Ask it before selling something for the balance, with the customer locked.
   */
  spendableMinor(tx: Transaction, customerId: string): Promise<AmountMinor | undefined>;
  /** Newest first; entries with one statement key are one line. */
  statement(tx: Transaction, customerId: string, query?: { readonly limit?: number }): Promise<readonly StatementLine[]>;
}

/** The company's accounts that any add-on may post to. */
export const ACCOUNTS = Object.freeze({
  internetRevenue: { code: 'revenue.internet' },
  recurringRevenue: { code: 'revenue.recurring' },
  otherRevenue: { code: 'revenue.other' },
  bank: { code: 'asset.bank' },
});

/** The accounts of a gateway, made with its first payment: what it holds for the company, and what it has cost. */
export function gatewayAccounts(gatewayId: string): {
  readonly asset: { readonly code: string };
  readonly fees: { readonly code: string };
} {
  return { asset: { code: `asset.gateway.${gatewayId}` }, fees: { code: `expense.gateway.${gatewayId}` } };
}

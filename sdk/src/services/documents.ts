import type { DocumentDraft, DocumentTotals, IssuedDocument, TaxRate } from '../domain/document.js';
import type { AmountMinor } from '../money/money.js';
import type { Transaction } from '../transaction.js';

/** A part of one line of an invoice that is given back. */
export interface CreditedLine {
  /** From 0. */
  readonly line: number;
  /** With its tax; over 0. */
  readonly grossMinor: AmountMinor;
}

/** Invoices, pro-formas and credit notes. */
export interface Documents {
  /**
   * Numbers, posts and issues a document in the caller's transaction; who listens for it mails it after the commit. The same key again issues
   * nothing and returns the first document; with other content it throws `DOCUMENT_KEY_REUSED`. Begin keys with the add-on's id.
   */
  issue(tx: Transaction, draft: DocumentDraft, options: { readonly idempotencyKey: string }): Promise<IssuedDocument>;
  /** What issuing the draft now would come to; moves nothing. */
  preview(tx: Transaction, draft: DocumentDraft): Promise<DocumentTotals>;
  /** By id or number. Throws `DOCUMENT_UNKNOWN`. */
  get(tx: Transaction, idOrNumber: string): Promise<IssuedDocument>;
  /** What was issued under an idempotency key; undefined as long as nothing was. */
  findByKey(tx: Transaction, idempotencyKey: string): Promise<IssuedDocument | undefined>;
  /**
   * What credit notes may still give back of each line of an invoice, with its tax, in the order of its lines; what a credit note by hand gave back without
   * naming a line counts on the lines of its rate first. Throws `CREDIT_NOT_AN_INVOICE`.
   */
  leftToCredit(tx: Transaction, invoiceId: string): Promise<readonly AmountMinor[]>;
  /** Every rate of every tax that the company has defined: `taxRateOn` finds the one of a day. */
  taxRates(tx: Transaction): Promise<readonly TaxRate[]>;
  /** The code of the tax that the company has set for new lines; null for none. */
  defaultTaxCode(tx: Transaction): Promise<string | null>;
  /**
   * Issues the invoice of a pro-forma, which the balance pays as far as it covers it; again, it returns the first one. A payment that names the
   * pro-forma and covers it does the same by itself. Throws `PROFORMA_EXPECTED`.
   */
  invoiceProforma(tx: Transaction, proformaId: string): Promise<IssuedDocument>;
  /** The invoice that has followed a pro-forma; undefined as long as there is none. */
  invoiceOf(tx: Transaction, proformaId: string): Promise<IssuedDocument | undefined>;
  /** What is still to be paid of an invoice. */
  openMinor(tx: Transaction, invoiceId: string): Promise<AmountMinor>;
  /**
   * What was paid of an invoice and not given back. Where nothing is open and this is less than the invoice asked for, the rest was credited or written off.
   * What an invoice says of charges before it counts as paid. Throws `DOCUMENT_UNKNOWN`, `CREDIT_NOT_AN_INVOICE`.
   */
  paidMinor(tx: Transaction, invoiceId: string): Promise<AmountMinor>;
  /**
   * Gives an invoice back by a credit note: the parts of lines that are named, or all that is left of it. It never gives back more than the invoice asked
   * for. The same key again returns the first one. Throws `CREDIT_NOT_AN_INVOICE`, `CREDIT_NOTHING_LEFT`, `CREDIT_TOO_MUCH`.
   */
  credit(
    tx: Transaction,
    invoiceId: string,
    wanted: { readonly lines?: readonly CreditedLine[]; readonly note?: string },
    options: { readonly idempotencyKey: string },
  ): Promise<IssuedDocument>;
}

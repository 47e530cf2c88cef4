import type { DocumentDraft, DocumentTotals, IssuedDocument } from '../domain/document.js';
import type { Transaction } from '../transaction.js';

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
  /** The code of the tax that the company has set for new lines; null for none. */
  defaultTaxCode(tx: Transaction): Promise<string | null>;
}

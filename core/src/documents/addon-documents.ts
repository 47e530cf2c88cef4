import type { Documents } from '@tapline/sdk';
import type { DocumentService } from './document-service.js';
import type { FollowUpService } from './follow-ups/follow-up-service.js';
import { paidOfInvoice } from './open-items/paid-of-invoice.js';
import type { SettlementService } from './open-items/settlement-service.js';

/** Documents as add-ons have them. */
export function documentsOf({
  documents,
  followUps,
  settlement,
}: {
  readonly documents: DocumentService;
  readonly followUps: FollowUpService;
  readonly settlement: SettlementService;
}): Documents {
  return {
    issue: (tx, draft, options) => documents.issue(tx, draft, options),
    preview: (tx, draft) => documents.preview(tx, draft),
    get: (tx, idOrNumber) => documents.get(tx, idOrNumber),
    findByKey: (tx, idempotencyKey) => documents.findByKey(tx, idempotencyKey),
    leftToCredit: (tx, invoiceId) => documents.leftToCredit(tx, invoiceId),
    taxRates: (tx) => documents.taxRates(tx),
    defaultTaxCode: (tx) => documents.defaultTaxCode(tx),
    invoiceProforma: (tx, proformaId) => followUps.invoiceProforma(tx, proformaId),
    invoiceOf: (tx, proformaId) => documents.invoiceOf(tx, proformaId),
    openMinor: async (tx, documentId) => (await settlement.find(tx, documentId))?.openMinor ?? 0,
    paidMinor: (tx, invoiceId) => paidOfInvoice(tx, { documents, settlement }, invoiceId),
    credit: (tx, invoiceId, wanted, options) => followUps.credit(tx, invoiceId, wanted, options),
  };
}

import { type AmountMinor, createToken, type IssuedDocument, type Transaction } from '@tapline/sdk';
import type { DocumentService } from '../../documents/document-service.js';
import type { SettlementService } from '../../documents/open-items/settlement-service.js';
import type { PendingMoney } from './pending-money.js';

/** How much of a document is to be paid. */
export interface Payable {
  /** What can be paid now: less what is on its way. */
  readonly openMinor: AmountMinor;
  readonly pendingMinor: AmountMinor;
}

const NOTHING: Payable = { openMinor: 0, pendingMinor: 0 };

/** What can be paid of invoices, and of pro-formas that no invoice has followed. */
export class PayableDocuments {
  constructor(
    private readonly parts: {
      readonly documents: DocumentService;
      readonly settlement: SettlementService;
      readonly pending: PendingMoney;
    },
  ) {}

  async of(tx: Transaction, { id, kind, customerId, totalMinor }: IssuedDocument): Promise<Payable> {
    const { documents, settlement, pending } = this.parts;
    if (kind === 'proforma') {
      return (await documents.related(tx, id)).length === 0 ? { openMinor: totalMinor, pendingMinor: 0 } : NOTHING;
    }
    const invoices = await pending.of(tx, await settlement.openInvoices(tx, customerId));
    const own = invoices.find(({ documentId }) => documentId === id);
    return own ? { openMinor: Math.max(0, own.openMinor - own.pendingMinor), pendingMinor: own.pendingMinor } : NOTHING;
  }
}

export const PAYABLE_DOCUMENTS = createToken<PayableDocuments>('core.payable-documents');

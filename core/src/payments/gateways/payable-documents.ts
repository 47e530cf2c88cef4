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

  async of(tx: Transaction, document: Pick<IssuedDocument, 'id' | 'kind' | 'customerId' | 'totalMinor'>): Promise<Payable> {
    const { id, kind, customerId } = document;
    const { settlement, pending } = this.parts;
    if (kind === 'proforma') return this.ofProforma(tx, document);
    const invoices = await pending.of(tx, await settlement.openInvoices(tx, customerId));
    const own = invoices.find(({ documentId }) => documentId === id);
    return own ? { openMinor: Math.max(0, own.openMinor - own.pendingMinor), pendingMinor: own.pendingMinor } : NOTHING;
  }

  private async ofProforma(
    tx: Transaction,
    { id, customerId, totalMinor }: Pick<IssuedDocument, 'id' | 'customerId' | 'totalMinor'>,
  ): Promise<Payable> {
    if ((await this.parts.documents.related(tx, id)).length > 0) return NOTHING;
    const attempts = (await this.parts.pending.ofCustomer(tx, customerId)).filter(({ documentIds }) => documentIds.includes(id));
    const onTheWayMinor = attempts.reduce((sum, { pendingMinor }) => sum + pendingMinor, 0);
    const pendingMinor = Math.min(totalMinor, onTheWayMinor);
    return { openMinor: totalMinor - pendingMinor, pendingMinor };
  }
}

export const PAYABLE_DOCUMENTS = createToken<PayableDocuments>('core.payable-documents');

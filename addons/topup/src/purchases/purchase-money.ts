import {
  ACCOUNTS,
  type AmountMinor,
  type DocumentDraft,
  type Documents,
  type Ledger,
  type OneTimeItems,
  refused,
  type ServiceWithPlan,
  TaplineError,
  type Transaction,
} from '@tapline/sdk';
import type { Purchase } from './purchase.js';

export interface PurchaseMoneyParts {
  readonly ledger: Ledger;
  readonly documents: Documents;
  readonly items: OneTimeItems;
  /** Whether what the balance is charged gets a document. */
  readonly makesInvoices: boolean;
}

/** What purchases move on customers' accounts. */
export class PurchaseMoney {
  constructor(private readonly parts: PurchaseMoneyParts) {}

  /** Whether the balance pays for it. */
  async isCovered(tx: Transaction, customerId: string, priceMinor: AmountMinor): Promise<boolean> {
    return priceMinor === 0 || (await this.parts.ledger.balance(tx, customerId)) >= priceMinor;
  }

  /** Charges a purchase; what free ones cost is nothing, and is not written down. */
  async charge(tx: Transaction, purchase: Purchase, service: ServiceWithPlan): Promise<Purchase> {
    const { id, customerId, priceMinor } = purchase;
    if (priceMinor === 0) return purchase;
    if (purchase.charge === 'next-bill') {
      const billItemId = await this.addToBill(tx, purchase, service, { unitPriceMinor: priceMinor, idempotencyKey: `topup:${id}` });
      return { ...purchase, billItemId };
    }
    if (this.parts.makesInvoices) {
      const draft = await this.draftOf(tx, purchase, service, { description: wordsOf(purchase, service), unitPriceMinor: priceMinor });
      const { id: documentId } = await this.parts.documents.issue(tx, { ...draft, kind: 'invoice' }, { idempotencyKey: `topup:${id}` });
      return { ...purchase, documentId };
    }
    await this.parts.ledger.post(
      tx,
      {
        kind: 'topup.purchase',
        description: wordsOf(purchase, service),
        customerId,
        serviceId: service.id,
        postings: [{ debit: { customerId }, credit: ACCOUNTS.internetRevenue, amountMinor: priceMinor }],
      },
      { idempotencyKey: `topup:${id}` },
    );
    return purchase;
  }

  /** Gives `refundedMinor` back the way it was charged. Throws `TOPUP_BILLED`. */
  async giveBack(tx: Transaction, purchase: Purchase, service: ServiceWithPlan): Promise<Purchase> {
    const { id, customerId, priceMinor, refundedMinor, billItemId, documentId } = purchase;
    if (refundedMinor === 0) return purchase;
    if (billItemId !== null) {
      await this.takeOffBill(tx, billItemId);
      const unitPriceMinor = priceMinor - refundedMinor;
      if (unitPriceMinor === 0) return { ...purchase, billItemId: null };
      return {
        ...purchase,
        billItemId: await this.addToBill(tx, purchase, service, { unitPriceMinor, idempotencyKey: `topup-used:${id}` }),
      };
    }
    const description = `${wordsOf(purchase, service)}: unused, given back`;
    if (documentId !== null) {
      const draft = await this.draftOf(tx, purchase, service, { description, unitPriceMinor: refundedMinor });
      const related = { kind: 'credit-note', relatedDocumentId: documentId } as const;
      await this.parts.documents.issue(tx, { ...draft, ...related }, { idempotencyKey: `topup-refund:${id}` });
      return purchase;
    }
    await this.parts.ledger.post(
      tx,
      {
        kind: 'topup.refund',
        description,
        customerId,
        serviceId: service.id,
        postings: [{ debit: ACCOUNTS.internetRevenue, credit: { customerId }, amountMinor: refundedMinor }],
      },
      { idempotencyKey: `topup-refund:${id}` },
    );
    return purchase;
  }

  private async draftOf(
    tx: Transaction,
    { customerId }: Purchase,
    { id: serviceId }: ServiceWithPlan,
    line: { readonly description: string; readonly unitPriceMinor: AmountMinor },
  ): Promise<Omit<DocumentDraft, 'kind'>> {
    const taxCode = await this.parts.documents.defaultTaxCode(tx);
    return { customerId, lines: [{ ...line, isTaxIncluded: true, taxCode, revenue: 'internet', serviceId }] };
  }

  private async takeOffBill(tx: Transaction, itemId: string): Promise<void> {
    try {
      await this.parts.items.cancel(tx, itemId);
    } catch (error) {
      if (!(error instanceof TaplineError) || error.code !== 'BILLING_ITEM_BILLED') throw error;
      throw refused('TOPUP_BILLED', 'it is on an invoice already; credit what is unused there');
    }
  }

  private async addToBill(
    tx: Transaction,
    purchase: Purchase,
    service: ServiceWithPlan,
    { unitPriceMinor, idempotencyKey }: { readonly unitPriceMinor: AmountMinor; readonly idempotencyKey: string },
  ): Promise<string> {
    const draft = { customerId: purchase.customerId, serviceId: service.id, description: wordsOf(purchase, service), unitPriceMinor };
    return (await this.parts.items.add(tx, draft, { idempotencyKey })).id;
  }
}

function wordsOf({ title, validity }: Purchase, { login }: ServiceWithPlan): string {
  return `${title}, ${validity}, ${login}`;
}

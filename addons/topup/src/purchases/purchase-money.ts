import {
  ACCOUNTS,
  type AmountMinor,
  type BilledItem,
  type Company,
  type CreditedLine,
  type DocumentDraft,
  type DocumentLine,
  type Documents,
  type IssuedDocument,
  type Ledger,
  type LocalDate,
  localDateOf,
  multiplyRatio,
  type OneTimeItems,
  refused,
  type ServiceWithPlan,
  TaplineError,
  type Transaction,
} from '@tapline/sdk';
import type { OwedInvoiceStore } from './owed-invoice-store.js';
import type { Purchase } from './purchase.js';

export interface PurchaseMoneyParts {
  readonly ledger: Ledger;
  readonly documents: Documents;
  readonly items: OneTimeItems;
  readonly owed: OwedInvoiceStore;
  readonly company: Pick<Company, 'timeZone'>;
  /** Whether what the balance is charged gets a document. */
  readonly makesInvoices: boolean;
  /** Whether only what the balance covers is sold for it. */
  readonly checksBalance: boolean;
}

/** How the invoice stands that an order waited for. */
export interface OrderInvoice {
  readonly id: string;
  readonly totalMinor: AmountMinor;
  readonly openMinor: AmountMinor;
  /** Less than the rest of what is open where some of it was credited or written off. */
  readonly paidMinor: AmountMinor;
}

/** What purchases move on customers' accounts. */
export class PurchaseMoney {
  constructor(private readonly parts: PurchaseMoneyParts) {}

  /** Whether the balance pays for it. */
  async isCovered(tx: Transaction, customerId: string, priceMinor: AmountMinor): Promise<boolean> {
    return (await this.shortOf(tx, customerId, { priceMinor, mustCover: true })) === 0;
  }

  /** Whether the balance may be charged with it: beyond what it covers only where nothing says otherwise, the add-on's settings or the billing type. */
  async mayCharge(tx: Transaction, customerId: string, priceMinor: AmountMinor): Promise<boolean> {
    return (await this.missingMinor(tx, customerId, priceMinor)) === 0;
  }

  /** What has to be added to the balance before it may be charged with it. */
  missingMinor(tx: Transaction, customerId: string, priceMinor: AmountMinor): Promise<AmountMinor> {
    return this.shortOf(tx, customerId, { priceMinor, mustCover: this.parts.checksBalance });
  }

  private async shortOf(
    tx: Transaction,
    customerId: string,
    { priceMinor, mustCover }: { readonly priceMinor: AmountMinor; readonly mustCover: boolean },
  ): Promise<AmountMinor> {
    if (priceMinor === 0) return 0;
    const { ledger, owed } = this.parts;
    const neededMinor = priceMinor + (await owed.sumMinor(tx, customerId));
    const spendableMinor = (await ledger.spendableMinor(tx, customerId)) ?? neededMinor;
    const coveredMinor = mustCover ? await ledger.balance(tx, customerId) : neededMinor;
    return Math.max(0, neededMinor - Math.min(spendableMinor, coveredMinor));
  }

  /** Asks for the price of what is paid first, by a pro-forma where purchases have documents. */
  async askFor(tx: Transaction, purchase: Purchase, service: ServiceWithPlan): Promise<Purchase> {
    if (!this.parts.makesInvoices) return purchase;
    const { id, priceMinor } = purchase;
    const draft = await this.draftOf(tx, purchase, service, { description: wordsOf(purchase, service), unitPriceMinor: priceMinor });
    const { id: documentId } = await this.parts.documents.issue(
      tx,
      { ...draft, kind: 'proforma' },
      { idempotencyKey: `topup-proforma:${id}` },
    );
    return { ...purchase, documentId };
  }

  /** The invoice of what was asked for by a pro-forma, once there is one. */
  async invoiceOf(tx: Transaction, { documentId }: Purchase): Promise<OrderInvoice | undefined> {
    if (documentId === null) return undefined;
    const { documents } = this.parts;
    const invoice = await documents.invoiceOf(tx, documentId);
    if (!invoice) return undefined;
    const { id, totalMinor } = invoice;
    return { id, totalMinor, openMinor: await documents.openMinor(tx, id), paidMinor: await documents.paidMinor(tx, id) };
  }

  /** Gives back what was paid for nothing: the money stays on the balance. */
  async creditPaid(tx: Transaction, { id }: Purchase, { id: invoiceId, totalMinor, paidMinor }: OrderInvoice): Promise<void> {
    if (paidMinor === 0) return;
    const credit = (wanted: { readonly lines?: readonly CreditedLine[] }) =>
      this.parts.documents.credit(tx, invoiceId, wanted, { idempotencyKey: `topup-credit:${id}` });
    if (paidMinor === totalMinor) {
      await credit({});
      return;
    }
    try {
      await credit({ lines: [{ line: 0, grossMinor: paidMinor }] });
    } catch (error) {
      // What rounding has added to the total is on no line.
      if (!(error instanceof TaplineError && error.code === 'CREDIT_TOO_MUCH')) throw error;
      await credit({});
    }
  }

  /** Charges a purchase; what free ones cost is nothing, and is not written down. `isInvoicedLater`: the invoice that charges it is owed until then. */
  async charge(
    tx: Transaction,
    purchase: Purchase,
    service: ServiceWithPlan,
    { isInvoicedLater = false }: { readonly isInvoicedLater?: boolean } = {},
  ): Promise<Purchase> {
    const { id, customerId, priceMinor } = purchase;
    if (priceMinor === 0) return purchase;
    if (purchase.charge === 'next-bill') {
      const billItemId = await this.addToBill(tx, purchase, service, { unitPriceMinor: priceMinor, idempotencyKey: `topup:${id}` });
      return { ...purchase, billItemId };
    }
    if (purchase.documentId !== null) {
      return { ...purchase, documentId: (await this.parts.documents.invoiceProforma(tx, purchase.documentId)).id };
    }
    if (this.parts.makesInvoices && isInvoicedLater) {
      await this.parts.owed.add(tx, purchase);
      return purchase;
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

  /** Gives `refundedMinor` back the way it was charged: off the bill that is still to come, by a credit note, or on the balance. */
  async giveBack(tx: Transaction, purchase: Purchase, service: ServiceWithPlan): Promise<Purchase> {
    const { id, customerId, priceMinor, refundedMinor, billItemId } = purchase;
    if (refundedMinor === 0) return purchase;
    const billed = billItemId === null ? undefined : await this.parts.items.billedOn(tx, billItemId);
    if (billItemId !== null && billed === undefined) {
      // Somebody has cancelled the item: nothing of it is asked for, so nothing is given back.
      if (!(await this.parts.items.isWaiting(tx, billItemId))) return { ...purchase, billItemId: null };
      await this.parts.items.cancel(tx, billItemId);
      const unitPriceMinor = priceMinor - refundedMinor;
      if (unitPriceMinor === 0) return { ...purchase, billItemId: null };
      return {
        ...purchase,
        billItemId: await this.addToBill(tx, purchase, service, { unitPriceMinor, idempotencyKey: `topup-used:${id}` }),
      };
    }
    const description = `${wordsOf(purchase, service)}: unused, given back`;
    const sold = billed ?? ownLineOf(purchase);
    if (sold) return this.creditUnused(tx, purchase, sold, description);
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

  /** What was given already was sold, and is taxed, on that day. */
  private async draftOf(
    tx: Transaction,
    purchase: Purchase,
    { id: serviceId }: ServiceWithPlan,
    line: { readonly description: string; readonly unitPriceMinor: AmountMinor },
  ): Promise<Omit<DocumentDraft, 'kind'>> {
    const taxCode = await this.parts.documents.defaultTaxCode(tx);
    const sale = { ...line, isTaxIncluded: true, taxCode, revenue: 'internet', serviceId } as const;
    const { customerId } = purchase;
    const soldOn = this.soldOn(purchase);
    if (soldOn === undefined) return { customerId, lines: [sale] };
    return { customerId, lines: [{ ...sale, taxDate: soldOn }], supplyDate: soldOn };
  }

  private soldOn({ grantedAtMs }: Purchase): LocalDate | undefined {
    return grantedAtMs === null ? undefined : localDateOf(grantedAtMs, this.parts.company.timeZone);
  }

  /**
   * On the line of the invoice that sold it: who pays without tax gets back without tax. A bill that gives back more than the line cost has nothing of it to
   * credit: there a credit note of its own says so, with the line's tax. Throws `TOPUP_LINE_MISSING`.
   */
  private async creditUnused(tx: Transaction, purchase: Purchase, { documentId, line }: BilledItem, note: string): Promise<Purchase> {
    const { id, title, priceMinor, refundedMinor } = purchase;
    const { documents } = this.parts;
    const bill = await documents.get(tx, documentId);
    const sold = bill.lines[line];
    const idempotencyKey = `topup-refund:${id}`;
    const missing = refused(
      'TOPUP_LINE_MISSING',
      `so much of ${title} cannot be credited on ${bill.number}; issue a credit note of its own by hand, without an invoice`,
    );
    if (!sold) throw missing;
    const grossMinor = multiplyRatio(Math.abs(sold.grossMinor), refundedMinor, priceMinor);
    if (bill.kind === 'credit-note' || grossMinor > bill.totalMinor) {
      const taxDate = this.soldOn(purchase) ?? bill.supplyDate;
      const { id: noteId } = await documents.issue(tx, unusedNote(purchase, { bill, sold, note, taxDate }), { idempotencyKey });
      return { ...purchase, documentId: noteId };
    }
    try {
      await documents.credit(tx, documentId, { lines: [{ line, grossMinor }], note }, { idempotencyKey });
    } catch (error) {
      // An admin has credited it there already.
      throw error instanceof TaplineError && NOT_ENOUGH_LEFT.has(error.code) ? missing : error;
    }
    return { ...purchase, documentId };
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

/** What a one-time item can be called. */
const MOST_WORDS = 200;
const NOT_ENOUGH_LEFT: ReadonlySet<string> = new Set(['CREDIT_TOO_MUCH', 'CREDIT_NOTHING_LEFT']);

function wordsOf({ title, validity }: Purchase, { login }: ServiceWithPlan): string {
  return `${title}, ${validity}, ${login}`.slice(0, MOST_WORDS);
}

/** Gives back with the tax of the day, and of the customer, by which it was sold. */
function unusedNote(
  { customerId, refundedMinor }: Purchase,
  {
    bill,
    sold,
    note,
    taxDate,
  }: { readonly bill: IssuedDocument; readonly sold: DocumentLine; readonly note: string; readonly taxDate: LocalDate },
): DocumentDraft {
  const line = {
    description: note.slice(0, MOST_WORDS),
    unitPriceMinor: refundedMinor,
    isTaxIncluded: true,
    taxCode: sold.taxCode,
    taxDate,
    taxTreatment: bill.customer.taxTreatment,
    revenue: sold.revenue,
    ...(sold.serviceId === null ? {} : { serviceId: sold.serviceId }),
  };
  return { kind: 'credit-note', customerId, lines: [line], note: `${note}; it was billed with ${bill.number}` };
}

/** An invoice of its own has no other line. */
function ownLineOf({ documentId }: Purchase): BilledItem | undefined {
  return documentId === null ? undefined : { documentId, line: 0 };
}

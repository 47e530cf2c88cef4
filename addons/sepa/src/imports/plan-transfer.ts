import {
  type Company,
  type CustomerDirectory,
  type Documents,
  type GatewayPayments,
  type IssuedDocument,
  TaplineError,
  type Transaction,
} from '@tapline/sdk';
import type { LinePlan, PaymentFacts, Suggestion } from './import-line.js';
import type { ImportStore } from './import-store.js';
import { remittanceNames } from './remittance-names.js';

export interface TransferParts {
  readonly store: ImportStore;
  readonly customers: CustomerDirectory;
  readonly documents: Documents;
  readonly payments: GatewayPayments;
  readonly company: Company;
}

/**
 * Whom a transfer is from: by the invoices that it names, else by the customer's number, else by the account that it came from. Where these do not
 * name one customer, or the number and the account name different ones, a person decides.
 */
export class TransferPlanner {
  constructor(private readonly parts: TransferParts) {}

  async plan(tx: Transaction, facts: PaymentFacts): Promise<LinePlan> {
    const names = remittanceNames(facts);
    const invoices = await this.invoices(tx, names.documentNumbers);
    const payers = new Set(invoices.map(({ customerId }) => customerId));
    const [customerId] = payers;
    if (customerId !== undefined && payers.size === 1) return this.receive(tx, facts, customerId, invoices);
    if (payers.size > 1) return this.wait(tx, 'it names invoices of several customers: say who pays how much', invoices, []);
    const named = names.customerNumber === null ? undefined : await found(this.parts.customers.getByNumber(tx, names.customerNumber));
    const known = facts.payerIban === null ? [] : await this.parts.store.customersOfAccount(tx, facts.payerIban);
    if (named && known.length > 0 && !known.includes(named.id)) {
      const words = `it names customer ${named.number}, and this account has paid for another before: say whose it is`;
      return this.wait(tx, words, [], [named.id, ...known]);
    }
    if (named) return this.receive(tx, facts, named.id, [], `customer ${named.number}, whose number it names`);
    const [only] = known;
    if (only !== undefined && known.length === 1)
      return this.receive(tx, facts, only, [], 'the customer for whom this account has paid before');
    if (known.length > 1) return this.wait(tx, 'this account has paid for several customers', [], known);
    return this.wait(tx, 'it names no invoice and no customer that is known here', [], await this.sameAmount(tx, facts.amountMinor));
  }

  private async receive(
    tx: Transaction,
    facts: PaymentFacts,
    customerId: string,
    invoices: readonly IssuedDocument[],
    who?: string,
  ): Promise<LinePlan> {
    const { amountMinor } = facts;
    const named = await this.payable(tx, customerId, invoices);
    const documentIds = named.map(({ documentId }) => documentId);
    const numbers = invoices.map(({ number }) => number).join(', ');
    const words = who ?? `${wordFor(named, invoices.length)} ${numbers}: ${this.fit(amountMinor, named)}`;
    return { do: 'receive', parts: [{ customerId, amountMinor, documentIds }], words };
  }

  /** What is open of documents: of a pro-forma its invoice where there is one, else all that it asks for. */
  private async payable(tx: Transaction, customerId: string, documents: readonly IssuedDocument[]): Promise<readonly Payable[]> {
    const open = new Map(
      (await this.parts.payments.openInvoices(tx, customerId)).map((invoice) => [invoice.documentId, invoice.openMinor]),
    );
    const payable = new Map<string, Payable>();
    for (const { id, kind, totalMinor } of documents) {
      const invoiceId = kind === 'proforma' ? (await this.parts.documents.invoiceOf(tx, id))?.id : id;
      const documentId = invoiceId ?? id;
      const openMinor = invoiceId === undefined ? totalMinor : open.get(invoiceId);
      if (openMinor !== undefined) payable.set(documentId, { documentId, openMinor, isProforma: invoiceId === undefined });
    }
    return [...payable.values()];
  }

  private fit(amountMinor: number, named: readonly Payable[]): string {
    const { company } = this.parts;
    const openMinor = named.reduce((sum, each) => sum + each.openMinor, 0);
    const follows = named.some(({ isProforma }) => isProforma) ? ', the invoice of the pro-forma follows' : '';
    if (openMinor === 0) return 'paid already, so it goes to what else is open, or the balance';
    if (amountMinor === openMinor) return `paid in full${follows}`;
    if (amountMinor > openMinor) return `paid in full, ${company.format(amountMinor - openMinor)} are over${follows}`;
    if (named.every(({ isProforma }) => isProforma))
      return `${company.format(openMinor)} are asked for, so it goes to what is open, or the balance`;
    return `a part, ${company.format(openMinor - amountMinor)} stay open`;
  }

  private async wait(
    tx: Transaction,
    words: string,
    invoices: readonly IssuedDocument[],
    customerIds: readonly string[],
  ): Promise<LinePlan> {
    const ids = [...new Set([...invoices.map(({ customerId }) => customerId), ...customerIds])].slice(0, 8);
    const suggestions: Suggestion[] = [];
    for (const customerId of ids) {
      const { number, name } = await this.parts.customers.get(tx, customerId);
      const documentNumbers = invoices.filter((invoice) => invoice.customerId === customerId).map((invoice) => invoice.number);
      const why =
        documentNumbers.length > 0
          ? `its invoice is named: ${documentNumbers.join(', ')}`
          : customerIds.length > 1
            ? 'one of several'
            : words;
      suggestions.push({ customerId, customerNumber: number, customerName: name, documentNumbers, why });
    }
    return { do: 'wait', words, suggestions };
  }

  /** Customers with an open invoice of just this amount. */
  private async sameAmount(tx: Transaction, amountMinor: number): Promise<readonly string[]> {
    const before = '9999-12-31';
    const customerIds: string[] = [];
    for (let afterId: string | undefined, page = 0; page < 4; page += 1) {
      const due = await this.parts.payments.dueInvoices(tx, { before, limit: 500, ...(afterId === undefined ? {} : { afterId }) });
      customerIds.push(...due.filter(({ openMinor }) => openMinor === amountMinor).map(({ customerId }) => customerId));
      afterId = due.at(-1)?.documentId;
      if (due.length < 500 || customerIds.length > 5) break;
    }
    return customerIds;
  }

  private async invoices(tx: Transaction, numbers: readonly string[]): Promise<readonly IssuedDocument[]> {
    const invoices = new Map<string, IssuedDocument>();
    for (const number of numbers) {
      const document = await found(this.parts.documents.get(tx, number));
      if (document && (document.kind === 'invoice' || document.kind === 'proforma')) invoices.set(document.id, document);
    }
    return [...invoices.values()];
  }
}

/** An invoice with what is open of it, or a pro-forma that has none yet with all that it asks for. */
interface Payable {
  readonly documentId: string;
  readonly openMinor: number;
  readonly isProforma: boolean;
}

function wordFor(named: readonly Payable[], count: number): string {
  const word = named.length > 0 && named.every(({ isProforma }) => isProforma) ? 'pro-forma' : 'invoice';
  return count > 1 ? `${word}s` : word;
}

async function found<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TaplineError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

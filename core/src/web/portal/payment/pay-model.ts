import { type AmountMinor, type CheckoutChoice, type DocumentKind, notFound, type Transaction } from '@tapline/sdk';
import { outlookOf } from '../../../billing/outlooks.js';
import { sumToPay } from '../../../payments/sum-to-pay.js';
import { newPaymentKey } from '../../admin/payments/payment-key.js';
import { ownDocument } from '../documents/own-document.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { type BankTransfer, bankTransferTo } from './bank-transfer.js';

/** One of the documents that were chosen. */
export interface ChosenDocument {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly number: string;
  /** What can be paid of it now. */
  readonly openMinor: AmountMinor;
}

/** What the customer may pay, and how. */
export interface PayModel {
  /** What the balance lacks, or the billing type to open what is shut; less what is on its way. */
  readonly owedMinor: AmountMinor;
  /** Held back by a gateway, or being collected: it is not to be paid again. */
  readonly pendingMinor: AmountMinor;
  /** What is paid: the customer's own open invoices, the oldest first, or the documents that were chosen. */
  readonly documentIds: readonly string[];
  /** The documents that were chosen: they are paid whole, and nothing beside them. Empty where any amount may be paid. */
  readonly chosen: readonly ChosenDocument[];
  /** Empty where no add-on takes payments. */
  readonly choices: readonly CheckoutChoice[];
  /** The other way, where the company has named its account. */
  readonly transfer: BankTransfer | undefined;
  /** For the form: sent twice, it pays once. */
  readonly key: string;
}

/** More are paid as an amount. */
const MOST_CHOSEN = 50;

/** All that is owed, or some documents. Throws `DOCUMENT_UNKNOWN` for what is no invoice or pro-forma of the customer's. */
export async function payModelOf(request: PortalRequest, tx: Transaction, documentIds: readonly string[] = []): Promise<PayModel> {
  if (documentIds.length > 0) return ofDocuments(request, tx, [...new Set(documentIds)].slice(0, MOST_CHOSEN));
  const { services, customer } = request;
  const balanceMinor = await services.ledger.balance(tx, customer.id);
  const invoices = await services.pending.of(tx, await services.settlement.openInvoices(tx, customer.id));
  const pendingMinor = invoices.reduce((sum, invoice) => sum + invoice.pendingMinor, 0);
  const open = invoices.filter((invoice) => invoice.openMinor > invoice.pendingMinor);
  const owedMinor = sumToPay({ balanceMinor, outlook: await outlookOf(services, tx, customer), pendingMinor });
  return {
    owedMinor,
    pendingMinor,
    documentIds: open.map((invoice) => invoice.documentId),
    chosen: [],
    choices: services.checkout.choices(owedMinor),
    transfer: await bankTransferTo(services, tx, open),
    key: newPaymentKey(),
  };
}

async function ofDocuments(request: PortalRequest, tx: Transaction, documentIds: readonly string[]): Promise<PayModel> {
  const { services } = request;
  const chosen: ChosenDocument[] = [];
  let pendingMinor = 0;
  for (const documentId of documentIds) {
    const named = await ownDocument(request, tx, documentId);
    if (named.kind !== 'invoice' && named.kind !== 'proforma') throw notFound('DOCUMENT_UNKNOWN', `${named.number} is nothing to pay`);
    const document = named.kind === 'invoice' ? named : ((await services.documents.invoiceOf(tx, named.id)) ?? named);
    const { id, kind, number } = document;
    // A pro-forma and its invoice are one thing to pay.
    if (chosen.some((one) => one.id === id)) continue;
    const payable = await services.payable.of(tx, document);
    pendingMinor += payable.pendingMinor;
    chosen.push({ id, kind, number, openMinor: payable.openMinor });
  }
  const owedMinor = chosen.reduce((sum, { openMinor }) => sum + openMinor, 0);
  return {
    owedMinor,
    pendingMinor,
    documentIds: chosen.map(({ id }) => id),
    chosen,
    choices: services.checkout.choices(owedMinor),
    transfer: await bankTransferTo(services, tx, chosen),
    key: newPaymentKey(),
  };
}

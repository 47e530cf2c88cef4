import type { DocumentDraft, DocumentLineDraft, IssuedDocument, Payment } from '@tapline/sdk';
import { DOCUMENT_SERVICE } from '../documents/document-service.js';
import { SETTLEMENT_SERVICE } from '../documents/open-items/settlement-service.js';
import { TAX_SERVICE } from '../documents/tax/tax-service.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { PAYMENT_SERVICE } from '../payments/payment-service.js';
import type { TestApplication } from './test-application.js';

/** A line of 121.00 with 21 % tax in it. */
export function aLine(line: Partial<DocumentLineDraft> = {}): DocumentLineDraft {
  const common = { description: 'Internet 50/10', isTaxIncluded: true, taxCode: 'standard', revenue: 'internet' } as const;
  return { ...common, unitPriceMinor: 12_100, ...line };
}

export async function aTax(app: TestApplication, ratePartsPerMillion = 210_000, validFrom = '2020-01-01'): Promise<void> {
  const rate = { code: 'standard', title: `VAT ${ratePartsPerMillion / 10_000} %`, ratePartsPerMillion, validFrom };
  await app.write((tx) => app.container.resolve(TAX_SERVICE).define(tx, rate));
}

let made = 0;

export function anInvoice(app: TestApplication, customerId: string, invoice: Partial<DocumentDraft> = {}): Promise<IssuedDocument> {
  const draft = { kind: 'invoice', customerId, lines: [aLine()], ...invoice } as const;
  return app.write((tx) => app.container.resolve(DOCUMENT_SERVICE).issue(tx, draft, { idempotencyKey: `test:${++made}` }));
}

export function aPayment(app: TestApplication, customerId: string, amountMinor: number, documentIds?: readonly string[]): Promise<Payment> {
  const draft = { customerId, amountMinor, method: 'cash', ...(documentIds ? { documentIds } : {}) };
  return app.write((tx) => app.container.resolve(PAYMENT_SERVICE).record(tx, draft, { idempotencyKey: `test:${++made}` }));
}

/** Of each open invoice: its number and what is left to pay. */
export async function openAmounts(app: TestApplication, customerId: string): Promise<readonly (readonly [string, number])[]> {
  const open = await app.view((tx) => app.container.resolve(SETTLEMENT_SERVICE).openInvoices(tx, customerId));
  return open.map(({ number, openMinor }) => [number, openMinor]);
}

export function balanceOf(app: TestApplication, customerId: string): Promise<number> {
  return app.view((tx) => app.container.resolve(LEDGER_SERVICE).balance(tx, customerId));
}

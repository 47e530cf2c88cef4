import type { IssuedDocument, OpenInvoice } from '@tapline/sdk';
import type { DocumentSummary } from '../../../documents/document-store.js';
import type { KeptDraft } from '../../../documents/draft-service.js';
import type { PaidPart } from '../../../documents/open-items/settlement-service.js';
import { amountMinor, array, day, flag, freeObject, instant, integer, nullable, object, oneOf, ref, text } from '../api-schema.js';
import { presentInstant } from './present.js';

const kind = oneOf('invoice', 'proforma', 'credit-note', 'receipt');
const totals = { netMinor: amountMinor, taxMinor: amountMinor, roundingMinor: amountMinor, totalMinor: amountMinor };

export const DOCUMENT_SCHEMAS = {
  DocumentLine: {
    type: 'object',
    description: 'A line with its part of the tax.',
    properties: {
      description: text,
      quantityThousandths: integer,
      unit: nullable(text),
      unitPriceMinor: amountMinor,
      isTaxIncluded: flag,
      taxCode: nullable(text),
      ratePartsPerMillion: integer,
      revenue: text,
      serviceId: nullable(text),
      periodFrom: nullable(day),
      periodTo: nullable(day),
      creditsLine: integer,
      netMinor: amountMinor,
      taxMinor: amountMinor,
      grossMinor: amountMinor,
    },
    required: ['description', 'netMinor', 'taxMinor', 'grossMinor'],
    additionalProperties: false,
  },
  TaxTotal: object({ taxCode: nullable(text), title: text, ratePartsPerMillion: integer, netMinor: amountMinor, taxMinor: amountMinor }),
  DocumentTotals: object({ lines: array(ref('DocumentLine')), taxes: array(ref('TaxTotal')), ...totals }),
  DocumentSummary: object({
    id: text,
    kind,
    number: text,
    customerId: text,
    customerName: text,
    issueDate: day,
    dueDate: nullable(day),
    netMinor: amountMinor,
    taxMinor: amountMinor,
    totalMinor: amountMinor,
    openMinor: nullable(amountMinor),
  }),
  DocumentPage: object({
    items: array(ref('DocumentSummary')),
    total: integer,
    page: integer,
    pageSize: integer,
    totalMinor: amountMinor,
    openMinor: amountMinor,
  }),
  Document: object({
    id: text,
    kind,
    number: text,
    series: text,
    customerId: text,
    issueDate: day,
    supplyDate: day,
    dueDate: nullable(day),
    currency: text,
    locale: { ...nullable(text), description: 'How its amounts and days are written; null for documents from before it was kept.' },
    customer: freeObject,
    issuer: freeObject,
    note: nullable(text),
    relatedDocumentId: nullable(text),
    paymentId: nullable(text),
    entryId: nullable(text),
    isAlreadyCharged: flag,
    lines: array(ref('DocumentLine')),
    taxes: array(ref('TaxTotal')),
    ...totals,
    issuedAt: instant,
    issuedBy: text,
    hash: text,
  }),
  DocumentDetails: object({
    document: ref('Document'),
    openMinor: { ...nullable(amountMinor), description: 'What is left to pay, or to use; null for what is never paid.' },
    allocations: array(object({ kind: text, itemId: nullable(text), number: text, date: day, amountMinor })),
    related: array(object({ id: text, kind, number: text, totalMinor: amountMinor })),
  }),
  OpenInvoice: object({
    documentId: text,
    customerId: text,
    number: text,
    issueDate: day,
    dueDate: day,
    totalMinor: amountMinor,
    openMinor: amountMinor,
  }),
  DocumentDraft: object({ id: text, draft: freeObject, totalMinor: amountMinor, changedAt: instant }),
  TaxRate: object({ code: text, title: text, ratePartsPerMillion: integer, validFrom: day }),
  TaxProfile: object({ treatment: text, taxNumber: nullable(text), registrationNumber: nullable(text) }),
  NumberSeries: object({ code: text, kind, title: text, format: text, resets: text, isDefault: flag }),
  DocumentSettings: object({ issuer: freeObject, dueDays: integer, totalRoundingMinor: amountMinor, defaultTaxCode: nullable(text) }),
};

export function presentDocument({ issuedAtMs, seriesPeriod: _period, seriesNumber: _number, ...document }: IssuedDocument) {
  return { ...document, locale: document.locale ?? null, issuedAt: presentInstant(issuedAtMs) };
}

export function presentSummary(summary: DocumentSummary) {
  return { ...summary };
}

export function presentOpenInvoice(invoice: OpenInvoice) {
  return { ...invoice };
}

export function presentDraft({ id, draft, totalMinor, changedAtMs }: KeptDraft) {
  return { id, draft, totalMinor, changedAt: presentInstant(changedAtMs) };
}

export function presentPaidPart({ amountMinor: amount, date, other }: PaidPart) {
  return { kind: other?.kind ?? 'balance', itemId: other?.id ?? null, number: other?.number ?? 'Balance', date, amountMinor: amount };
}

import type { DocumentDraft, DocumentKind } from '@tapline/sdk';
import { DOCUMENT_DRAFT_SCHEMA } from '../../../documents/document-schema.js';
import { receiptTitle } from '../../../payments/method-titles.js';
import { defineRoute, FileAnswer } from '../api-route.js';
import { array, day, integer, list, object, oneOf, PAGE_PROPERTIES, type PageQuery, query, ref, text, typed } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';
import { presentDocument, presentDraft, presentOpenInvoice, presentPaidPart, presentSummary } from '../resources/document-resource.js';
import { presentNotification } from '../resources/notification-resource.js';

const tag = 'Documents';
const draftBody = typed<DocumentDraft>(DOCUMENT_DRAFT_SCHEMA);

interface DocumentQuery extends PageQuery {
  readonly kind?: DocumentKind;
  readonly state?: 'open' | 'overdue' | 'paid';
  readonly customer?: string;
  readonly number?: string;
  readonly from?: string;
  readonly to?: string;
}

export const DOCUMENT_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/documents',
    tag,
    summary: 'Invoices, pro-formas, credit notes and receipts, the newest first; the sums are of all that match.',
    permission: 'customers.read',
    query: query<DocumentQuery>({
      ...PAGE_PROPERTIES,
      kind: oneOf('invoice', 'proforma', 'credit-note', 'receipt'),
      state: oneOf('open', 'overdue', 'paid'),
      customer: text,
      number: text,
      from: day,
      to: day,
    }),
    response: ref('DocumentPage'),
    handle: ({ parts, view, query: { customer, ...search } }) =>
      view(async (tx) => {
        const customerId = customer === undefined ? undefined : (await findCustomer(parts, tx, customer)).id;
        const { documents, ...sums } = await parts.documents.search(tx, { ...search, ...(customerId ? { customerId } : {}) });
        return { items: documents.map(presentSummary), page: search.page, pageSize: search.pageSize, ...sums };
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/documents',
    tag,
    summary: 'Issues an invoice, pro-forma or credit note; the same Idempotency-Key again issues nothing and returns the first.',
    permission: 'documents.write',
    needsIdempotencyKey: true,
    body: draftBody,
    status: 201,
    response: ref('Document'),
    handle: ({ parts, transaction, body, idempotencyKey }) =>
      transaction(async (tx) => {
        const { id: customerId } = await findCustomer(parts, tx, body.customerId);
        return presentDocument(await parts.documents.issue(tx, { ...body, customerId }, { idempotencyKey: `api:${idempotencyKey}` }));
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/documents/preview',
    tag,
    summary: 'What issuing would come to; moves nothing.',
    permission: 'customers.read',
    body: draftBody,
    response: ref('DocumentTotals'),
    handle: ({ parts, view, body }) =>
      view(async (tx) => {
        const { id: customerId } = await findCustomer(parts, tx, body.customerId);
        return parts.documents.preview(tx, { ...body, customerId });
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/documents/{document}',
    tag,
    summary: 'A document by id or number, what is open of it, what paid it and what follows it.',
    permission: 'customers.read',
    response: ref('DocumentDetails'),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => {
        const document = await parts.documents.get(tx, parameters.document);
        const related = await parts.documents.related(tx, document.id);
        return {
          document: presentDocument(document),
          openMinor: (await parts.settlement.find(tx, document.id))?.openMinor ?? null,
          allocations: (await parts.settlement.allocationsOf(tx, document.id)).map(presentPaidPart),
          related: related.map(({ id, kind, number, totalMinor }) => ({ id, kind, number, totalMinor })),
        };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/documents/{document}/pdf',
    tag,
    summary: 'A document as PDF: as it was first made, always the same octets.',
    permission: 'customers.read',
    file: 'application/pdf',
    handle: async ({ parts, parameters }) => new FileAnswer(await parts.documentFiles.pdf(parameters.document)),
  }),
  defineRoute({
    method: 'POST',
    path: '/documents/{document}/credit-notes',
    tag,
    summary: 'Gives an invoice back: the lines named (from 0) by their gross amounts, or all that is left of it.',
    permission: 'documents.write',
    needsIdempotencyKey: true,
    body: typed<{ readonly lines?: readonly { readonly line: number; readonly grossMinor: number }[]; readonly note?: string }>({
      type: 'object',
      properties: {
        lines: array(object({ line: { ...integer, minimum: 0 }, grossMinor: { ...integer, minimum: 1 } })),
        note: { type: 'string', maxLength: 2000 },
      },
      additionalProperties: false,
    }),
    status: 201,
    response: ref('Document'),
    handle: ({ parts, transaction, parameters, body, idempotencyKey }) =>
      transaction(async (tx) =>
        presentDocument(await parts.followUps.credit(tx, parameters.document, body, { idempotencyKey: `credit:${idempotencyKey}` })),
      ),
  }),
  defineRoute({
    method: 'POST',
    path: '/documents/{document}/invoice',
    tag,
    summary: 'Issues the invoice of a pro-forma; again, it returns the first one.',
    permission: 'documents.write',
    status: 201,
    response: ref('Document'),
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => presentDocument(await parts.followUps.invoiceProforma(tx, parameters.document))),
  }),
  defineRoute({
    method: 'POST',
    path: '/documents/{document}/write-off',
    tag,
    summary: 'Gives up what is open of an invoice, or a part of it.',
    permission: 'documents.write',
    needsIdempotencyKey: true,
    body: typed<{ readonly reason: string; readonly amountMinor?: number }>({
      type: 'object',
      properties: { reason: { type: 'string', minLength: 1, maxLength: 300 }, amountMinor: { ...integer, minimum: 1 } },
      required: ['reason'],
      additionalProperties: false,
    }),
    status: 204,
    handle: ({ parts, transaction, parameters, body, idempotencyKey }) =>
      transaction((tx) => parts.followUps.writeOff(tx, parameters.document, body, { idempotencyKey })),
  }),
  defineRoute({
    method: 'POST',
    path: '/documents/{document}/mail',
    tag,
    summary:
      'Sends an invoice, pro-forma or credit note by mail, again where it was sent before, to the address that the customer has now.',
    permission: 'documents.write',
    response: ref('Message'),
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => presentNotification(await parts.documentNotices.mail(tx, parameters.document))),
  }),
  defineRoute({
    method: 'POST',
    path: '/payments/{payment}/receipt',
    tag,
    summary: 'Issues the receipt of a payment; again, it returns the first one.',
    permission: 'documents.write',
    status: 201,
    response: ref('Document'),
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => {
        const payment = await parts.payments.get(tx, parameters.payment);
        return presentDocument(await parts.followUps.receipt(tx, payment, receiptTitle(parts.contributions, payment)));
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/open-invoices',
    tag,
    summary: 'What a customer has to pay, the oldest first.',
    permission: 'customers.read',
    response: list(ref('OpenInvoice')),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return { items: (await parts.settlement.openInvoices(tx, id)).map(presentOpenInvoice) };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/document-drafts',
    tag,
    summary: 'Documents that are not issued yet, the latest first.',
    permission: 'customers.read',
    response: list(ref('DocumentDraft')),
    handle: ({ parts, view }) => view(async (tx) => ({ items: (await parts.drafts.list(tx)).map(presentDraft) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/document-drafts',
    tag,
    summary: 'Keeps a draft: it has no number and moves nothing.',
    permission: 'documents.write',
    body: draftBody,
    status: 201,
    response: ref('DocumentDraft'),
    handle: ({ parts, transaction, body }) =>
      transaction(async (tx) => {
        const { id: customerId } = await findCustomer(parts, tx, body.customerId);
        return presentDraft(await parts.drafts.save(tx, { ...body, customerId }));
      }),
  }),
  defineRoute({
    method: 'PUT',
    path: '/document-drafts/{draft}',
    tag,
    summary: 'Replaces a draft.',
    permission: 'documents.write',
    body: draftBody,
    response: ref('DocumentDraft'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => presentDraft(await parts.drafts.save(tx, body, parameters.draft))),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/document-drafts/{draft}',
    tag,
    summary: 'Throws a draft away.',
    permission: 'documents.write',
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.drafts.discard(tx, parameters.draft)),
  }),
  defineRoute({
    method: 'POST',
    path: '/document-drafts/{draft}/issue',
    tag,
    summary: 'Issues a draft; again, it returns the document.',
    permission: 'documents.write',
    status: 201,
    response: ref('Document'),
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => presentDocument(await parts.drafts.issue(tx, parameters.draft))),
  }),
];

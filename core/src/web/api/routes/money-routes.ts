import type { NewPayment, NewRefund } from '@tapline/sdk';
import { NEW_PAYMENT_SCHEMA, NEW_REFUND_SCHEMA } from '../../../payments/payment-schema.js';
import { defineRoute, FileAnswer } from '../api-route.js';
import { day, LIMIT_PROPERTY, list, object, PAGE_PROPERTIES, type PageQuery, query, ref, text, typed } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';
import { presentAccountStatement, presentEntry, presentPayment, presentRefund, presentStatementLine } from '../resources/money-resource.js';

const tag = 'Money';
const period = query<{ readonly from: string; readonly to: string }>({ from: day, to: day }, ['from', 'to']);
const limit = query<{ readonly limit: number }>(LIMIT_PROPERTY);

interface PaymentQuery extends PageQuery {
  readonly customer?: string;
  readonly method?: string;
  readonly from?: string;
  readonly to?: string;
}

export const MONEY_ROUTES = [
  defineRoute({
    method: 'POST',
    path: '/payments',
    tag,
    summary: 'Records a payment; the same Idempotency-Key again moves nothing and returns the first payment.',
    permission: 'payments.write',
    needsIdempotencyKey: true,
    body: typed<NewPayment>(NEW_PAYMENT_SCHEMA),
    status: 201,
    response: ref('Payment'),
    handle: ({ parts, transaction, body, idempotencyKey }) =>
      transaction(async (tx) => {
        const { id } = await findCustomer(parts, tx, body.customerId);
        return presentPayment(await parts.payments.record(tx, { ...body, customerId: id }, { idempotencyKey }));
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/payments',
    tag,
    summary: 'Payments, the newest first; totalMinor is of all that match and stand.',
    permission: 'customers.read',
    query: query<PaymentQuery>({ ...PAGE_PROPERTIES, customer: text, method: text, from: day, to: day }),
    response: ref('PaymentPage'),
    handle: ({ parts, view, query: { customer, ...search } }) =>
      view(async (tx) => {
        const customerId = customer === undefined ? undefined : (await findCustomer(parts, tx, customer)).id;
        const { payments, total, totalMinor } = await parts.payments.search(tx, { ...search, ...(customerId ? { customerId } : {}) });
        return { items: payments.map(presentPayment), total, page: search.page, pageSize: search.pageSize, totalMinor };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/payments/{payment}',
    tag,
    summary: 'A payment.',
    permission: 'customers.read',
    response: ref('Payment'),
    handle: ({ parts, view, parameters }) => view(async (tx) => presentPayment(await parts.payments.get(tx, parameters.payment))),
  }),
  defineRoute({
    method: 'POST',
    path: '/payments/{payment}/cancel',
    tag,
    summary: 'Takes a payment back whole, by reversal; what it paid is open again. Once cancelled it stays so.',
    permission: 'documents.write',
    body: typed<{ readonly reason: string }>(object({ reason: { type: 'string', minLength: 1, maxLength: 300 } })),
    response: ref('Payment'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => presentPayment(await parts.refunds.cancel(tx, parameters.payment, body.reason))),
  }),
  defineRoute({
    method: 'POST',
    path: '/refunds',
    tag,
    summary: 'Gives money back: of the payment named, or of what the balance has over.',
    permission: 'documents.write',
    needsIdempotencyKey: true,
    body: typed<NewRefund>(NEW_REFUND_SCHEMA),
    status: 201,
    response: ref('Refund'),
    handle: ({ parts, transaction, body, idempotencyKey }) =>
      transaction(async (tx) => {
        const { id } = await findCustomer(parts, tx, body.customerId);
        return presentRefund(await parts.refunds.refund(tx, { ...body, customerId: id }, { idempotencyKey }));
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/payments',
    tag,
    summary: 'The payments of a customer, the newest first.',
    permission: 'customers.read',
    query: limit,
    response: list(ref('Payment')),
    handle: ({ parts, view, parameters, query: { limit: most } }) =>
      view(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return { items: (await parts.payments.ofCustomer(tx, id, most)).map(presentPayment) };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/balance',
    tag,
    summary: 'The balance of a customer: the sum of all postings on its account, up to the end of a day where one is given.',
    permission: 'customers.read',
    query: query<{ readonly asOf?: string }>({ asOf: day }),
    response: ref('Balance'),
    handle: ({ parts, view, parameters, query: { asOf } }) =>
      view(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return { balanceMinor: await (asOf === undefined ? parts.ledger.balance(tx, id) : parts.ledger.balanceAsOf(tx, id, asOf)) };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/statement',
    tag,
    summary: 'What the customer sees: entries that belong together are one line; the newest first.',
    permission: 'customers.read',
    query: limit,
    response: ref('Statement'),
    handle: ({ parts, view, parameters, query: { limit: most } }) =>
      view(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        const lines = await parts.ledger.statement(tx, id, { limit: most });
        return { balanceMinor: await parts.ledger.balance(tx, id), items: lines.map(presentStatementLine) };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/account-statement',
    tag,
    summary: 'The account of a customer between two days inclusive: what it had before, every entry, and what it had then.',
    permission: 'customers.read',
    query: period,
    response: ref('AccountStatement'),
    handle: ({ parts, view, parameters, query: asked }) =>
      view(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return presentAccountStatement(await parts.ledger.accountStatement(tx, id, asked));
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/account-statement/pdf',
    tag,
    summary: 'The account of a customer between two days as PDF; entries that belong together are one line.',
    permission: 'customers.read',
    query: period,
    file: 'application/pdf',
    handle: ({ parts, view, parameters, query: asked }) =>
      view(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return new FileAnswer(await parts.statementFiles.pdf(tx, id, asked));
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/account-statement/csv',
    tag,
    summary: 'The same for spreadsheets: amounts as decimals, words that no spreadsheet takes for a formula.',
    permission: 'customers.read',
    query: period,
    file: 'text/csv; charset=utf-8',
    handle: ({ parts, view, parameters, query: asked }) =>
      view(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return new FileAnswer(await parts.statementFiles.csv(tx, id, asked));
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/entries',
    tag,
    summary: 'The journal entries of a customer, the newest first.',
    permission: 'customers.read',
    query: limit,
    response: list(ref('JournalEntry')),
    handle: ({ parts, view, parameters, query: { limit: most } }) =>
      view(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return { items: (await parts.ledger.entries(tx, id, most)).map(presentEntry) };
      }),
  }),
];

import type { NewPayment } from '@tapline/sdk';
import { NEW_PAYMENT_SCHEMA } from '../../../payments/payment-schema.js';
import { defineRoute } from '../api-route.js';
import { LIMIT_PROPERTY, list, query, ref, typed } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';
import { presentEntry, presentPayment, presentStatementLine } from '../resources/money-resource.js';

const tag = 'Money';
const limit = query<{ readonly limit: number }>(LIMIT_PROPERTY);

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
    summary: 'The balance of a customer: the sum of all postings on its account.',
    permission: 'customers.read',
    response: ref('Balance'),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return { balanceMinor: await parts.ledger.balance(tx, id) };
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
  defineRoute({
    method: 'GET',
    path: '/ledger/verify',
    tag,
    summary: 'Adds up the whole ledger.',
    permission: 'system.manage',
    response: ref('LedgerVerification'),
    handle: ({ parts, view }) =>
      view(async (tx) => {
        const found = await parts.ledger.verify(tx);
        const { trialBalanceMinor, accountCount, incompleteEntryIds } = found;
        const isSound = trialBalanceMinor === 0 && incompleteEntryIds.length === 0;
        return { isSound, trialBalanceMinor, accountCount, incompleteEntryIds };
      }),
  }),
];

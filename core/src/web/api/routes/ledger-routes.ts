import { defineRoute } from '../api-route.js';
import { object, ref, typed } from '../api-schema.js';
import { presentClosedMonth, presentMonths } from '../resources/closing-resource.js';

const tag = 'Ledger';

export const LEDGER_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/ledger/verify',
    tag,
    summary: 'Looks through all the books: journal, chains, documents, number series, open amounts, payments and closed months.',
    permission: 'system.manage',
    response: ref('LedgerVerification'),
    handle: async ({ parts, principal }) => {
      const { verifiedAtMs: _, ...report } = await parts.database.snapshot(principal.actor, (tx) => parts.books.verify(tx));
      return report;
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/ledger/months',
    tag,
    summary: 'The months that are closed, the latest first, and the one that can be closed next.',
    permission: ['ledger.close', 'customers.read'],
    response: ref('LedgerMonths'),
    handle: ({ parts, view }) => view(async (tx) => presentMonths(await parts.monthClosing.list(tx), await parts.monthClosing.next(tx))),
  }),
  defineRoute({
    method: 'POST',
    path: '/ledger/months/{month}/close',
    tag,
    summary: 'Closes a month that is over: nothing more is dated into it. Again, it returns the month as it was closed.',
    permission: 'ledger.close',
    response: ref('ClosedMonth'),
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => presentClosedMonth(await parts.monthClosing.close(tx, parameters.month))),
  }),
  defineRoute({
    method: 'POST',
    path: '/ledger/months/{month}/reopen',
    tag,
    summary: 'Opens the latest closed month again; the audit log keeps the reason.',
    permission: 'ledger.close',
    body: typed<{ readonly reason: string }>(object({ reason: { type: 'string', minLength: 1, maxLength: 300 } })),
    status: 204,
    handle: ({ parts, transaction, parameters, body }) => transaction((tx) => parts.monthClosing.reopen(tx, parameters.month, body.reason)),
  }),
];

import type { WantedOneTimeItem } from '@tapline/sdk';
import { NEW_ONE_TIME_ITEM_SCHEMA } from '../../../billing/bills/one-time-item-service.js';
import { SCHEDULED_CHANGES_SCHEMA } from '../../../services/scheduled-change-service.js';
import type { ScheduledChange } from '../../../services/service-history.js';
import { defineRoute } from '../api-route.js';
import { array, day, flag, LIMIT_PROPERTY, list, nullable, object, query, ref, text, typed } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';
import {
  presentItem,
  presentRun,
  presentRunLine,
  presentRunSummary,
  presentScheduledChange,
  presentStep,
} from '../resources/billing-resource.js';

const tag = 'Billing';
const runReaders = ['billing.run', 'customers.read'] as const;
const changesOnDay = (required: readonly string[]) => ({
  type: 'object',
  properties: { date: day, changes: SCHEDULED_CHANGES_SCHEMA },
  required,
  additionalProperties: false,
});

const RUN_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/billing/runs',
    tag,
    summary: 'Billing runs, the newest first.',
    permission: runReaders,
    query: query<{ readonly limit: number }>(LIMIT_PROPERTY),
    response: list(ref('BillingRun')),
    handle: ({ parts, view, query: { limit } }) =>
      view(async (tx) => ({ items: (await parts.billingRuns.list(tx, limit)).map(presentRun) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/billing/runs',
    tag,
    summary: 'Begins the preview of a run over all bill dates up to a day, today unless given.',
    permission: 'billing.run',
    body: typed<{ readonly through?: string }>({ type: 'object', properties: { through: day }, additionalProperties: false }),
    status: 201,
    response: ref('BillingRun'),
    handle: async ({ parts, transaction, body }) => {
      const run = await transaction((tx) => parts.billingRuns.start(tx, body.through));
      parts.billingRuns.workSoon();
      return presentRun(run);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/billing/runs/{run}',
    tag,
    summary: 'A run, what it comes to, and what the last one came to.',
    permission: runReaders,
    response: ref('BillingRunSummary'),
    handle: ({ parts, view, parameters }) => view(async (tx) => presentRunSummary(await parts.billingRuns.summary(tx, parameters.run))),
  }),
  defineRoute({
    method: 'GET',
    path: '/billing/runs/{run}/customers',
    tag,
    summary: 'The customers of a run: who needs a look first, then the largest differences to the last run.',
    permission: runReaders,
    query: query<{ readonly limit: number; readonly offset: number }>({
      ...LIMIT_PROPERTY,
      offset: { type: 'integer', minimum: 0, maximum: 10_000_000, default: 0 },
    }),
    response: list(ref('BillingRunCustomer')),
    handle: ({ parts, view, parameters, query: page }) =>
      view(async (tx) => ({ items: (await parts.billingRuns.lines(tx, parameters.run, page)).map(presentRunLine) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/billing/runs/{run}/confirm',
    tag,
    summary: 'Issues what the preview says; with force also of a run that was stopped.',
    permission: 'billing.run',
    body: typed<{ readonly force: boolean }>({
      type: 'object',
      properties: { force: { ...flag, default: false } },
      additionalProperties: false,
    }),
    response: ref('BillingRun'),
    handle: async ({ parts, transaction, parameters, body }) => {
      const run = await transaction((tx) => parts.billingRuns.confirm(tx, parameters.run, body));
      parts.billingRuns.workSoon();
      return presentRun(run);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/billing/runs/{run}/discard',
    tag,
    summary: 'Gives a preview up; nothing is issued.',
    permission: 'billing.run',
    response: ref('BillingRun'),
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => presentRun(await parts.billingRuns.discard(tx, parameters.run))),
  }),
];

const CUSTOMER_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/billing',
    tag,
    summary: 'What will happen to a customer of recurring billing, as dates; one-time items and planned changes that wait.',
    permission: 'customers.read',
    response: ref('CustomerBilling'),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => {
        const customer = await findCustomer(parts, tx, parameters.customer);
        return {
          timeline: customer.billingType === 'recurring' ? (await parts.billingTimelines.steps(tx, customer)).map(presentStep) : [],
          items: (await parts.oneTimeItems.waiting(tx, customer.id)).map(presentItem),
          scheduledChanges: (await parts.scheduledChanges.waiting(tx, customer.id)).map(presentScheduledChange),
        };
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/customers/{customer}/bill-now',
    tag,
    summary: 'Bills one customer today: what is due, what changed, and the period under way. The numbers of what was issued.',
    permission: 'billing.run',
    response: object({ documents: array(text) }),
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return { documents: (await parts.bills.billNow(tx, id)).map(({ number }) => number) };
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/customers/{customer}/promise',
    tag,
    summary: 'Notes a promise to pay, which holds the block off to the end of a day; null takes it back.',
    permission: 'billing.run',
    body: typed<{ readonly until: string | null }>({
      type: 'object',
      properties: { until: nullable(day) },
      required: ['until'],
      additionalProperties: false,
    }),
    status: 204,
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        await parts.dunning.promise(tx, id, body.until);
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/billing/items',
    tag,
    summary: 'Adds something that is charged once, with the next bill; the same Idempotency-Key again adds nothing.',
    permission: 'customers.write',
    needsIdempotencyKey: true,
    body: typed<WantedOneTimeItem>(NEW_ONE_TIME_ITEM_SCHEMA),
    status: 201,
    response: ref('OneTimeItem'),
    handle: ({ parts, transaction, body, idempotencyKey }) =>
      transaction(async (tx) => {
        const { id } = await findCustomer(parts, tx, body.customerId);
        return presentItem(await parts.oneTimeItems.add(tx, { ...body, customerId: id }, { idempotencyKey }));
      }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/billing/items/{item}',
    tag,
    summary: 'Cancels a one-time item that waits.',
    permission: 'customers.write',
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.oneTimeItems.cancel(tx, parameters.item)),
  }),
];

const CHANGE_ROUTES = [
  defineRoute({
    method: 'POST',
    path: '/services/{service}/change-preview',
    tag,
    summary: 'What a change of a service would cost or give back if it were billed on its day; changes nothing.',
    permission: 'customers.read',
    body: typed<{ readonly date?: string; readonly changes: ScheduledChange['changes'] }>(changesOnDay(['changes'])),
    response: ref('ChangePreview'),
    handle: ({ parts, view, parameters, body }) =>
      view((tx) => parts.changePreviewer.preview(tx, parameters.service, body.changes, body.date)),
  }),
  defineRoute({
    method: 'POST',
    path: '/services/{service}/planned-changes',
    tag,
    summary: 'Plans a change of a service for a day to come.',
    permission: 'customers.write',
    body: typed<{ readonly date: string; readonly changes: ScheduledChange['changes'] }>(changesOnDay(['date', 'changes'])),
    status: 201,
    response: ref('ScheduledChange'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) =>
        presentScheduledChange(await parts.scheduledChanges.schedule(tx, parameters.service, body.date, body.changes)),
      ),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/planned-changes/{change}',
    tag,
    summary: 'Cancels a planned change that waits.',
    permission: 'customers.write',
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.scheduledChanges.cancel(tx, parameters.change)),
  }),
];

export const BILLING_ROUTES = [...RUN_ROUTES, ...CUSTOMER_ROUTES, ...CHANGE_ROUTES];

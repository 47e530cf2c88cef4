import type { NewCheckout, PaymentAttemptState } from '@tapline/sdk';
import { defineRoute } from '../api-route.js';
import { list, object, PAGE_PROPERTIES, type PageQuery, query, ref, text, typed } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';
import {
  attemptState,
  presentAttempt,
  presentAttemptDetails,
  presentCheckout,
  presentGateway,
  presentGatewayRefund,
} from '../resources/gateway-resource.js';

const tag = 'Payment gateways';
const amount = { type: 'integer', minimum: 1, maximum: 1_000_000_000_000 } as const;

interface AttemptQuery extends PageQuery {
  readonly customer?: string;
  readonly gateway?: string;
  readonly state?: PaymentAttemptState;
}

export const GATEWAY_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/payment-gateways',
    tag,
    summary: 'The payment gateways of the add-ons that run.',
    permission: 'customers.read',
    response: list(ref('PaymentGateway')),
    handle: ({ parts: { gateways } }) =>
      Promise.resolve({ items: gateways.all().map((each) => presentGateway(each, gateways.obstacle(each.gateway))) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/checkouts',
    tag,
    summary:
      'Begins a payment through a redirect gateway and says where the payer goes; the same Idempotency-Key again is the same payment.',
    permission: 'payments.write',
    needsIdempotencyKey: true,
    body: typed<NewCheckout>({
      type: 'object',
      properties: {
        gatewayId: text,
        customerId: text,
        documentIds: { type: 'array', items: text, maxItems: 100 },
        amountMinor: amount,
        returnTo: text,
        origin: text,
      },
      required: ['gatewayId', 'customerId'],
      additionalProperties: false,
    }),
    status: 201,
    response: ref('CheckoutOutcome'),
    handle: async ({ parts, principal, view, body, idempotencyKey }) => {
      const { id: customerId } = await view((tx) => findCustomer(parts, tx, body.customerId));
      return presentCheckout(await parts.checkout.start(principal.actor, { ...body, customerId }, { idempotencyKey }));
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/payment-attempts',
    tag,
    summary: 'Payments through gateways, the newest first.',
    permission: 'customers.read',
    query: query<AttemptQuery>({ ...PAGE_PROPERTIES, customer: text, gateway: text, state: attemptState }),
    response: ref('PaymentAttemptPage'),
    handle: ({ parts, view, query: { customer, gateway, state, page, pageSize } }) =>
      view(async (tx) => {
        const customerId = customer === undefined ? undefined : (await findCustomer(parts, tx, customer)).id;
        const { attempts, total } = await parts.paymentAttempts.search(tx, {
          page,
          pageSize,
          ...(customerId === undefined ? {} : { customerId }),
          ...(gateway === undefined ? {} : { gatewayId: gateway }),
          ...(state === undefined ? {} : { state }),
        });
        return { items: attempts.map(presentAttempt), total, page, pageSize };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/payment-attempts/{attempt}',
    tag,
    summary: 'A payment through a gateway with all that the gateway told and what was done.',
    permission: 'customers.read',
    response: ref('PaymentAttemptDetails'),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => presentAttemptDetails(await parts.paymentAttempts.details(tx, parameters.attempt))),
  }),
  defineRoute({
    method: 'POST',
    path: '/payment-attempts/{attempt}/check',
    tag,
    summary: 'Asks the gateway how it stands, now, and books what it says.',
    permission: 'payments.write',
    response: ref('PaymentAttemptDetails'),
    handle: async ({ parts, view, parameters }) => {
      await parts.gatewayReconciler.check(parameters.attempt);
      return view(async (tx) => presentAttemptDetails(await parts.paymentAttempts.details(tx, parameters.attempt)));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/payment-attempts/{attempt}/accept',
    tag,
    summary: 'Books as it came what waits in review: another amount than was asked for.',
    permission: 'documents.write',
    response: ref('PaymentAttemptDetails'),
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => {
        await parts.gatewayReports.accept(tx, parameters.attempt);
        return presentAttemptDetails(await parts.paymentAttempts.details(tx, parameters.attempt));
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/payment-attempts/{attempt}/refunds',
    tag,
    summary: 'Gives money back through the gateway that it came by; an answer that is lost is asked for again by itself.',
    permission: 'documents.write',
    needsIdempotencyKey: true,
    body: typed<{ readonly amountMinor: number; readonly captureReference?: string }>({
      ...object({ amountMinor: amount, captureReference: text }),
      required: ['amountMinor'],
    }),
    status: 201,
    response: ref('GatewayRefund'),
    handle: async ({ parts, principal, parameters, body, idempotencyKey }) =>
      presentGatewayRefund(await parts.gatewayRefunds.refund(principal.actor, parameters.attempt, body, { idempotencyKey })),
  }),
];

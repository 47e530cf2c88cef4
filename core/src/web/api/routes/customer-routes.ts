import type { CustomerChanges, CustomerStatus, NewCustomer } from '@tapline/sdk';
import { outlooksOf } from '../../../billing/outlooks.js';
import { CUSTOMER_CHANGES_SCHEMA, NEW_CUSTOMER_SCHEMA } from '../../../customers/customer-schema.js';
import { defineRoute } from '../api-route.js';
import { flag, list, oneOf, PAGE_PROPERTIES, type PageQuery, page, query, ref, typed } from '../api-schema.js';
import { findCustomer, outlookOf } from '../customer-access.js';
import { presentCustomer, presentOutlook } from '../resources/customer-resource.js';
import { presentService } from '../resources/service-resource.js';

const tag = 'Customers';

interface CustomerQuery extends PageQuery {
  readonly q?: string;
  readonly status?: CustomerStatus;
  readonly shut: boolean;
}

export const CUSTOMER_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/customers',
    tag,
    summary: 'Customers, the newest first; with the outlook where their billing type has one for lists.',
    permission: 'customers.read',
    query: query<CustomerQuery>({
      q: { type: 'string', maxLength: 200, description: 'Words that must all be found in name, number, contact or login.' },
      status: oneOf('new', 'active', 'blocked', 'inactive'),
      shut: { ...flag, default: false, description: 'Only those who have an active service whose line is shut.' },
      ...PAGE_PROPERTIES,
    }),
    response: page(ref('CustomerDetails')),
    handle: ({ parts, view, query: { q, status, shut, page: number, pageSize } }) =>
      view(async (tx) => {
        const search = {
          page: number,
          pageSize,
          hasShutLine: shut,
          ...(q === undefined ? {} : { text: q }),
          ...(status === undefined ? {} : { status }),
        };
        const { customers, total } = await parts.customers.search(tx, search);
        const balances = await parts.ledger.balances(
          tx,
          customers.map(({ id }) => id),
        );
        const outlooks = await outlooksOf(parts, tx, customers);
        return {
          items: customers.map((customer) => {
            const outlook = outlooks.get(customer.id);
            return { ...presentCustomer(customer, balances.get(customer.id) ?? 0), outlook: outlook ? presentOutlook(outlook) : null };
          }),
          total,
          page: number,
          pageSize,
        };
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/customers',
    tag,
    summary: 'Creates a customer.',
    permission: 'customers.write',
    body: typed<NewCustomer>(NEW_CUSTOMER_SCHEMA),
    status: 201,
    response: ref('Customer'),
    handle: ({ parts, transaction, body }) => transaction(async (tx) => presentCustomer(await parts.customers.create(tx, body), 0)),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}',
    tag,
    summary: 'A customer by id or number, with balance and outlook.',
    permission: 'customers.read',
    response: ref('CustomerDetails'),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => {
        const customer = await findCustomer(parts, tx, parameters.customer);
        const outlook = await outlookOf(parts, tx, customer);
        const balanceMinor = await parts.ledger.balance(tx, customer.id);
        return { ...presentCustomer(customer, balanceMinor), outlook: outlook && presentOutlook(outlook) };
      }),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/customers/{customer}',
    tag,
    summary: 'Changes what is given of a customer.',
    permission: 'customers.write',
    body: typed<CustomerChanges>(CUSTOMER_CHANGES_SCHEMA),
    response: ref('Customer'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        const customer = await parts.customers.change(tx, id, body);
        return presentCustomer(customer, await parts.ledger.balance(tx, id));
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/services',
    tag,
    summary: 'The services of a customer, the oldest first.',
    permission: 'customers.read',
    response: list(ref('Service')),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return { items: (await parts.services.ofCustomer(tx, id)).map(presentService) };
      }),
  }),
];

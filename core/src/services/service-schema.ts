import type { JsonSchema } from '@tapline/sdk';
import { REPLY_TERMS_SCHEMA } from '../radius/answers/reply-terms-schema.js';
import { LOGIN_RULES_SCHEMA } from './login-rules-schema.js';

const networkId = { type: 'string', minLength: 1 } as const;

/** A choice by its mode, with what that mode needs. */
function mode(name: string, needs: Readonly<Record<string, object>> = {}) {
  return {
    properties: { mode: { const: name }, ...needs },
    required: ['mode', ...Object.keys(needs)],
    additionalProperties: false,
  };
}

const poolModes = [
  mode('none'),
  mode('pool', { networkId }),
  mode('session', { networkId: { type: ['string', 'null'], minLength: 1 } }),
  mode('router-pool', { name: { type: 'string', minLength: 1, maxLength: 63, pattern: '^[^\\u0000-\\u001f]+$' } }),
];

function choice(title: string, staticMode: object): JsonSchema {
  return { title, type: 'object', oneOf: [...poolModes, staticMode] } as unknown as JsonSchema;
}

const ipv4 = choice('IPv4 address', mode('static', { address: { type: 'string', format: 'ipv4' } }));
const prefix = mode('static', { prefix: { type: 'string', minLength: 4, maxLength: 43 } });
const ipv6 = choice('IPv6 prefix of the link', prefix);
const delegatedIpv6 = choice('Delegated IPv6 prefix', prefix);
const routes = {
  title: 'Routed networks',
  description: 'Networks behind the line, each with its gateway and metric where they are not the line itself and 1.',
  type: 'array',
  items: { type: 'string', minLength: 3, maxLength: 120 },
  maxItems: 20,
} as unknown as JsonSchema;

const HIGHEST_PRICE = 1_000_000_000_000;
const discountProperties = {
  title: { type: 'string', title: 'Title', minLength: 1, maxLength: 100 },
  from: { type: 'string', title: 'From', format: 'date' },
  until: { type: ['string', 'null'], title: 'Until', format: 'date' },
};

const discount = {
  type: 'object',
  oneOf: [
    {
      properties: {
        ...discountProperties,
        kind: { const: 'percent' },
        hundredthsOfPercent: { type: 'integer', minimum: 1, maximum: 10_000 },
      },
      required: ['kind', 'title', 'from', 'until', 'hundredthsOfPercent'],
      additionalProperties: false,
    },
    {
      properties: {
        ...discountProperties,
        kind: { const: 'amount' },
        amountMinor: { type: 'integer', minimum: 1, maximum: HIGHEST_PRICE },
      },
      required: ['kind', 'title', 'from', 'until', 'amountMinor'],
      additionalProperties: false,
    },
  ],
} as unknown as JsonSchema;

/** What a service's price depends on: every change of it is kept with the instant from which it counts. */
export const SERVICE_TERMS_PROPERTIES = {
  planId: { type: 'string', title: 'Plan', minLength: 1 },
  status: { type: 'string', title: 'Status', enum: ['pending', 'active', 'paused', 'stopped'] },
  quantity: { type: 'integer', title: 'Quantity', minimum: 1, maximum: 10_000 },
  unitPriceMinor: {
    type: ['integer', 'null'] as unknown as 'integer',
    title: 'Own price a month',
    description: 'Instead of the plan’s.',
    minimum: 0,
    maximum: HIGHEST_PRICE,
    'x-widget': 'amount',
  },
  discounts: { type: 'array', title: 'Discounts', items: discount, maxItems: 20 } as JsonSchema & { readonly type: 'array' },
} as const satisfies Record<string, JsonSchema>;

const properties = {
  ...SERVICE_TERMS_PROPERTIES,
  login: { type: 'string', title: 'Login', minLength: 1, maxLength: 190, pattern: '^\\S+$' },
  password: { type: 'string', title: 'Password', minLength: 1, maxLength: 128, 'x-widget': 'secret' },
  macAddresses: {
    type: 'array',
    title: 'MAC addresses',
    description: 'In any usual way of writing them.',
    items: { type: 'string', minLength: 1, maxLength: 50 },
  },
  loginRules: LOGIN_RULES_SCHEMA,
  ipv4,
  ipv6,
  delegatedIpv6,
  routes,
  reply: REPLY_TERMS_SCHEMA,
} as const satisfies Record<string, JsonSchema>;

export const NEW_SERVICE_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    customerId: { type: 'string', minLength: 1 },
    ...properties,
    status: { ...properties.status, default: 'active' },
    quantity: { ...properties.quantity, default: 1 },
    unitPriceMinor: { ...properties.unitPriceMinor, default: null },
    discounts: { ...properties.discounts, default: [] },
    ipv4: { ...ipv4, default: { mode: 'none' } },
    ipv6: { ...ipv6, default: { mode: 'none' } },
    delegatedIpv6: { ...delegatedIpv6, default: { mode: 'none' } },
    routes: { ...routes, default: [] },
  },
  required: ['customerId', 'planId', 'login'],
  additionalProperties: false,
};

export const SERVICE_CHANGES_SCHEMA: JsonSchema = { type: 'object', properties, additionalProperties: false };

import type { JsonSchema, ShutReason } from '@tapline/sdk';
import { REPLY_ATTRIBUTES_SCHEMA } from './reply-terms-schema.js';
import { SHUT_REASON_WORDS } from './shut-policy.js';

const name = (title: string, description: string) => ({ type: 'string', title, description, minLength: 1, maxLength: 60 }) as const;

const actions = Object.fromEntries(
  Object.entries(SHUT_REASON_WORDS).map(([reason, title]) => [reason, { type: 'string', title, enum: ['reject', 'walled-garden'] }]),
) as unknown as Record<ShutReason, JsonSchema>;

const garden = {
  addressList: name('Address list', 'The router’s firewall lets who is on it reach the portal only.'),
  pool: name('Address pool', 'Of the router; without it the line has its own address, or one that is leased for the session.'),
  ipv6Pool: name('IPv6 pool', 'Of the router; without it no prefix is given.'),
  filterId: name('Filter', 'Filter-Id, for routers that keep filters by name.'),
  redirectUrl: { type: 'string', title: 'Redirect to', description: 'Where a hotspot sends the browser.', format: 'uri', maxLength: 240 },
  bitsPerSecond: { type: 'integer', title: 'Speed, bit/s', minimum: 1_000, maximum: 1_000_000_000_000 },
  sessionTimeoutSeconds: {
    type: 'integer',
    title: 'Session, s',
    description: 'Whoever pays is back within that time even if nothing reaches the router.',
    minimum: 60,
    maximum: 300,
  },
} as const satisfies Record<string, JsonSchema>;

/** What replaces, whole, what was set before: of the company, or of one router beside it. */
export const SHUT_POLICY_SCHEMA = {
  type: 'object',
  title: 'When a line is shut',
  properties: {
    actions: { type: 'object', properties: actions, additionalProperties: false },
    garden: { type: 'object', properties: garden, additionalProperties: false },
  },
  additionalProperties: false,
} as unknown as JsonSchema;

export const ROUTER_ANSWERS_CHANGES_SCHEMA = {
  type: 'object',
  properties: {
    driverId: { type: 'string', title: 'Driver', minLength: 1, maxLength: 60 },
    attributes: REPLY_ATTRIBUTES_SCHEMA,
    shutPolicy: { anyOf: [SHUT_POLICY_SCHEMA, { type: 'null' }] },
  },
  additionalProperties: false,
} as unknown as JsonSchema;

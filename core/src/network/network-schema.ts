import type { JsonSchema } from '@tapline/sdk';

const name = { type: 'string', title: 'Name', minLength: 1, maxLength: 100 } as const;
const purpose = {
  type: 'string',
  title: 'Purpose',
  enum: ['pool', 'static', 'management'],
  'x-enum-titles': ['Pool: addresses are handed out', 'Static: addresses are given by name', 'Management'],
} as const;

const routerProperties = {
  name,
  address: { type: 'string', title: 'IP address', description: 'The address its RADIUS packets come from.', format: 'ipv4' },
  secret: {
    type: 'string',
    title: 'RADIUS secret',
    description: 'The same as on the router; 16 random characters or more.',
    minLength: 6,
    maxLength: 128,
    'x-widget': 'secret',
  },
  coaPort: {
    type: 'integer',
    title: 'CoA port',
    description: 'Where it takes Disconnect-Requests: 3799 on RouterOS.',
    minimum: 1,
    maximum: 65535,
  },
  requireMessageAuthenticator: {
    type: 'boolean',
    title: 'Require Message-Authenticator',
    description: 'Refuses forgeable requests (CVE-2024-3596). Turn it off only for RouterOS before 7.15 and other old devices.',
  },
} as const satisfies Record<string, JsonSchema>;

export const NEW_ROUTER_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    ...routerProperties,
    coaPort: { ...routerProperties.coaPort, default: 3799 },
    requireMessageAuthenticator: { ...routerProperties.requireMessageAuthenticator, default: true },
  },
  required: ['name', 'address', 'secret'],
  additionalProperties: false,
};

export const ROUTER_CHANGES_SCHEMA: JsonSchema = { type: 'object', properties: routerProperties, additionalProperties: false };

const routerIds = {
  type: 'array',
  title: 'Routers',
  description: 'The routers that its addresses are routed to. None: any router.',
  items: { type: 'string', minLength: 1 },
  maxItems: 1000,
} as const;

export const NEW_NETWORK_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    name,
    cidr: { type: 'string', title: 'Network', description: 'Like 10.0.0.0/24 or 2001:db8::/40.' },
    gives: {
      type: 'string',
      title: 'Gives',
      enum: ['ipv4', 'ipv6', 'delegatedIpv6'],
      'x-enum-titles': ['IPv4 addresses', 'IPv6 prefixes for links', 'IPv6 prefixes for the networks behind (delegated)'],
    },
    prefixLength: {
      type: 'integer',
      title: 'Prefix length',
      description: 'How long each IPv6 prefix is: 64 for links, 56 for delegated ones unless given.',
      minimum: 1,
      maximum: 128,
    },
    purpose: { ...purpose, default: 'pool' },
    routerIds,
  },
  required: ['name', 'cidr'],
  additionalProperties: false,
} as JsonSchema;

export const NETWORK_CHANGES_SCHEMA: JsonSchema = {
  type: 'object',
  properties: { name, purpose, routerIds },
  additionalProperties: false,
} as JsonSchema;

import type { JsonSchema } from '@tapline/sdk';

const name = { type: 'string', title: 'Name', minLength: 1, maxLength: 100 } as const;
const purpose = {
  type: 'string',
  title: 'Purpose',
  enum: ['pool', 'static', 'management'],
  'x-enum-titles': ['Pool: addresses are handed out', 'Static: addresses are given by name', 'Management'],
} as const;

/** The validator and the forms know several types; the add-ons' schemas have one. */
function nullable<T extends 'string' | 'integer'>(type: T): T {
  return [type, 'null'] as unknown as T;
}

const routerProperties = {
  name,
  address: {
    type: 'string',
    title: 'Address',
    description:
      'Where its RADIUS packets come from: an IPv4 address, a network like 10.0.0.0/24, or a host name. Routers ask over IPv4 only.',
    minLength: 1,
    maxLength: 253,
  },
  secret: {
    type: 'string',
    title: 'RADIUS secret',
    description: 'The same as on the router; 16 random characters or more.',
    minLength: 6,
    maxLength: 128,
    'x-widget': 'secret',
  },
  requireMessageAuthenticator: {
    type: 'string',
    title: 'Require Message-Authenticator',
    description: 'Refuses forgeable requests (CVE-2024-3596). RouterOS sends it from 7.15 on.',
    enum: ['yes', 'auto', 'no'],
    'x-enum-titles': ['Yes', 'As soon as the router has sent one', 'No: forged requests are possible'],
  },
  nasIpAddress: {
    type: nullable('string'),
    title: 'NAS-IP-Address',
    description: 'Tells routers behind one address apart: the address that this one gives itself.',
    format: 'ipv4',
  },
  nasIdentifier: {
    type: nullable('string'),
    title: 'NAS-Identifier',
    description: 'Tells routers behind one address apart: the name that this one gives itself (RouterOS: its identity).',
    minLength: 1,
    maxLength: 100,
  },
  coaAddress: {
    type: nullable('string'),
    title: 'CoA address',
    description: 'Where it takes CoA- and Disconnect-Requests, if that is not where its packets come from.',
    format: 'ipv4',
  },
  coaPort: {
    type: 'integer',
    title: 'CoA port',
    description: 'Where it takes CoA- and Disconnect-Requests: 3799 on RouterOS.',
    minimum: 1,
    maximum: 65535,
  },
  coaPolicy: {
    type: 'string',
    title: 'Changes for who is online',
    description: 'How the router learns that a line was shut, opened or given another speed.',
    enum: ['coa-then-disconnect', 'disconnect-only', 'none'],
    'x-enum-titles': [
      'CoA, and Disconnect where that is not enough',
      'Disconnect only: each change is a new login',
      'None: with the next login',
    ],
  },
  coaMessageAuthenticator: {
    type: 'boolean',
    title: 'Message-Authenticator in CoA- and Disconnect-Requests',
    description: 'Only for routers that want it; RouterOS does not. "Test" on the router’s page finds out.',
  },
  timeoutMs: {
    type: nullable('integer'),
    title: 'RADIUS time-out (ms)',
    description: 'As set on the router. Under overload, answers that would come later are not made.',
    minimum: 50,
    maximum: 60000,
  },
  certificateName: {
    type: nullable('string'),
    title: 'RadSec certificate',
    description: 'The name in its certificate, or sha256: and the fingerprint in hex.',
    minLength: 1,
    maxLength: 190,
  },
} as const satisfies Record<string, JsonSchema>;

export const NEW_ROUTER_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    ...routerProperties,
    requireMessageAuthenticator: { ...routerProperties.requireMessageAuthenticator, default: 'yes' },
    coaPort: { ...routerProperties.coaPort, default: 3799 },
    coaPolicy: { ...routerProperties.coaPolicy, default: 'coa-then-disconnect' },
    coaMessageAuthenticator: { ...routerProperties.coaMessageAuthenticator, default: false },
  },
  required: ['name', 'secret'],
  additionalProperties: false,
};

/** Without what is a switch of its own. */
export const ROUTER_FORM_SCHEMA: JsonSchema = { type: 'object', properties: routerProperties, additionalProperties: false };

export const ROUTER_CHANGES_SCHEMA: JsonSchema = {
  ...ROUTER_FORM_SCHEMA,
  properties: {
    ...routerProperties,
    isEnabled: { type: 'boolean', title: 'Enabled', description: 'RADIUS answers it; one that is switched off is a stranger.' },
  },
};

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
};

export const NETWORK_CHANGES_SCHEMA: JsonSchema = {
  type: 'object',
  properties: { name, purpose, routerIds },
  additionalProperties: false,
};

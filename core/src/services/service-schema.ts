import type { JsonSchema } from '@tapline/sdk';

const MAC_ADDRESS = '^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$';

const ipv4 = {
  title: 'IPv4 address',
  type: 'object',
  oneOf: [
    { properties: { mode: { const: 'none' } }, required: ['mode'], additionalProperties: false },
    {
      properties: { mode: { const: 'static' }, address: { type: 'string', format: 'ipv4' } },
      required: ['mode', 'address'],
      additionalProperties: false,
    },
    {
      properties: { mode: { const: 'pool' }, networkId: { type: 'string', minLength: 1 } },
      required: ['mode', 'networkId'],
      additionalProperties: false,
    },
  ],
} as unknown as JsonSchema;

const properties = {
  planId: { type: 'string', title: 'Plan', minLength: 1 },
  status: { type: 'string', title: 'Status', enum: ['pending', 'active', 'paused', 'stopped'] },
  login: { type: 'string', title: 'Login', minLength: 1, maxLength: 190, pattern: '^\\S+$' },
  password: { type: 'string', title: 'Password', minLength: 1, maxLength: 128, 'x-widget': 'secret' },
  macAddress: {
    type: ['string', 'null'] as unknown as 'string',
    title: 'MAC address',
    description: 'When set, only this device may log in.',
    pattern: MAC_ADDRESS,
  },
  ipv4,
} as const satisfies Record<string, JsonSchema>;

export const NEW_SERVICE_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    customerId: { type: 'string', minLength: 1 },
    ...properties,
    status: { ...properties.status, default: 'active' },
    ipv4: { ...ipv4, default: { mode: 'none' } },
  },
  required: ['customerId', 'planId', 'login', 'password'],
  additionalProperties: false,
};

export const SERVICE_CHANGES_SCHEMA: JsonSchema = { type: 'object', properties, additionalProperties: false };

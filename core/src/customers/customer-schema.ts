import type { JsonSchema } from '@tapline/sdk';

const optional = (title: string, maxLength: number, more: JsonSchema = {}): JsonSchema & { type: 'string' } => ({
  ...more,
  type: ['string', 'null'] as unknown as 'string',
  title,
  maxLength,
});

const properties = {
  name: { type: 'string', title: 'Name', minLength: 1, maxLength: 200 },
  email: optional('E-mail', 200, { format: 'email' }),
  phone: optional('Phone', 50),
  address: optional('Address', 500, { 'x-widget': 'textarea' }),
  status: {
    type: 'string',
    title: 'Status',
    enum: ['new', 'active', 'blocked', 'inactive'],
    'x-enum-titles': ['New: not served yet', 'Active', 'Blocked', 'Inactive'],
  },
  billingType: { type: 'string', title: 'Billing type', minLength: 1, maxLength: 60 },
  billingSettings: { type: 'object', title: 'Billing settings' },
} as const satisfies Record<string, JsonSchema>;

export const NEW_CUSTOMER_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    ...properties,
    status: { ...properties.status, default: 'active' },
    billingType: { ...properties.billingType, default: 'manual' },
    billingSettings: { ...properties.billingSettings, default: {} },
  },
  required: ['name'],
  additionalProperties: false,
};

export const CUSTOMER_CHANGES_SCHEMA: JsonSchema = { type: 'object', properties, additionalProperties: false };

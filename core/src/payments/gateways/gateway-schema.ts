import type { JsonSchema } from '@tapline/sdk';

/** References become parts of a payment's reference, which has 120 characters. */
const reference: JsonSchema = { type: 'string', minLength: 1, maxLength: 100 };
const amountMinor: JsonSchema = { type: 'integer', minimum: 1, maximum: 1_000_000_000_000 };
const feeMinor: JsonSchema = { type: 'integer', minimum: -1_000_000_000_000, maximum: 1_000_000_000_000 };
const valueDate: JsonSchema = { type: 'string', format: 'date' };
const currency: JsonSchema = { type: 'string', pattern: '^[A-Z]{3}$' };
const why = { reasonCode: { type: 'string', maxLength: 80 }, reason: { type: 'string', maxLength: 500 } } as const;

export const GATEWAY_REPORT_SCHEMA = {
  type: 'object',
  properties: {
    attempt: {
      type: 'object',
      properties: { id: { type: 'string', minLength: 1, maxLength: 26 }, reference },
      minProperties: 1,
      maxProperties: 1,
      additionalProperties: false,
    },
    step: { type: 'string', enum: ['open', 'declined', 'cancelled', 'expired'] },
    ...why,
    captures: {
      type: 'array',
      maxItems: 100,
      items: {
        type: 'object',
        properties: {
          reference,
          status: { type: 'string', enum: ['pending', 'failed', 'completed'] },
          amountMinor,
          currency,
          feeMinor,
          valueDate,
          ...why,
        },
        required: ['reference', 'status', 'amountMinor', 'currency'],
        additionalProperties: false,
      },
    },
    returns: {
      type: 'array',
      maxItems: 100,
      items: {
        type: 'object',
        properties: {
          reference,
          captureReference: reference,
          kind: { type: 'string', enum: ['refund', 'reversal'] },
          status: { type: 'string', enum: ['pending', 'failed', 'completed', 'withdrawn'] },
          amountMinor,
          currency,
          feeMinor,
          valueDate,
          chargeMinor: { type: 'integer', minimum: 0, maximum: 1_000_000_000_000 },
          ...why,
        },
        required: ['reference', 'captureReference', 'kind', 'status', 'amountMinor', 'currency'],
        additionalProperties: false,
      },
    },
  },
  required: ['attempt'],
  additionalProperties: false,
};

const target = {
  gatewayId: { type: 'string', minLength: 1, maxLength: 40 },
  customerId: { type: 'string', minLength: 1, maxLength: 40 },
  documentIds: { type: 'array', maxItems: 100, items: { type: 'string', minLength: 1, maxLength: 80 } },
} as const;

export const COLLECTION_SCHEMA = {
  type: 'object',
  properties: { ...target, amountMinor, reference, feeMinor, valueDate },
  required: ['gatewayId', 'customerId', 'amountMinor', 'reference'],
  additionalProperties: false,
};

export const CHECKOUT_SCHEMA = {
  type: 'object',
  properties: {
    ...target,
    amountMinor,
    // A path of ours: a payer must not be led elsewhere.
    returnTo: { type: 'string', pattern: '^/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*$', maxLength: 400 },
    locale: { type: 'string', pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$', maxLength: 35 },
    origin: { type: 'string', pattern: '^https?://[^/\\s?#]+$', maxLength: 200 },
  },
  required: ['gatewayId', 'customerId'],
  additionalProperties: false,
};

export const START_OUTCOME_SCHEMA = {
  type: 'object',
  oneOf: [
    {
      properties: {
        kind: { const: 'redirect' },
        reference,
        url: { type: 'string', pattern: '^https?://', maxLength: 4000 },
        expiresAtMs: { type: 'integer', minimum: 0 },
      },
      required: ['kind', 'reference', 'url', 'expiresAtMs'],
      additionalProperties: false,
    },
    {
      properties: { kind: { const: 'refused' }, ...why, reason: { type: 'string', maxLength: 500 } },
      required: ['kind', 'reason'],
      additionalProperties: false,
    },
  ],
};

export const REFUND_OUTCOME_SCHEMA = {
  type: 'object',
  oneOf: [
    {
      properties: { kind: { const: 'taken' }, reference, status: { type: 'string', enum: ['completed', 'pending'] }, feeMinor },
      required: ['kind', 'reference', 'status'],
      additionalProperties: false,
    },
    { properties: { kind: { const: 'refused' }, ...why }, required: ['kind', 'reason'], additionalProperties: false },
  ],
};

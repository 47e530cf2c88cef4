import type { JsonSchema } from '@tapline/sdk';

/** How money can come in by hand, and the account it comes in on. */
export const PAYMENT_METHODS: Readonly<Record<string, { readonly title: string; readonly account: string }>> = {
  cash: { title: 'Cash', account: 'asset.cash' },
  bank: { title: 'Bank transfer', account: 'asset.bank' },
  card: { title: 'Card', account: 'asset.card' },
  other: { title: 'Other', account: 'asset.other' },
};

const LIMIT = 1_000_000_000_000;
const customerId: JsonSchema = { type: 'string', minLength: 1 };
const amountMinor: JsonSchema = { type: 'integer', title: 'Amount', minimum: 1, maximum: LIMIT, 'x-widget': 'amount' };
const note: JsonSchema = { type: ['string', 'null'] as unknown as 'string', title: 'Note', maxLength: 500 };
const reference: JsonSchema = {
  type: 'string',
  title: 'Reference',
  minLength: 1,
  maxLength: 120,
  description: 'What the bank or gateway calls it.',
};
const valueDate: JsonSchema = {
  type: 'string',
  title: 'Value date',
  format: 'date',
  description: 'The day that the bank says; today without it. It counts on that day, and today where the month of that day is closed.',
};
const method: JsonSchema = {
  type: 'string',
  title: 'Method',
  enum: Object.keys(PAYMENT_METHODS),
  'x-enum-titles': Object.values(PAYMENT_METHODS).map(({ title }) => title),
  default: 'cash',
};

export const NEW_PAYMENT_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    customerId,
    amountMinor,
    method,
    note,
    documentIds: { type: 'array', title: 'Pays', items: { type: 'string', minLength: 1, maxLength: 80 } },
    reference,
    valueDate,
  },
  required: ['customerId', 'amountMinor'],
  additionalProperties: false,
};

export const NEW_REFUND_SCHEMA: JsonSchema = {
  type: 'object',
  properties: { customerId, paymentId: { type: 'string', minLength: 1, maxLength: 26 }, amountMinor, method, note, reference },
  required: ['customerId', 'amountMinor'],
  additionalProperties: false,
};

import type { JsonSchema } from '@tapline/sdk';

/** How money can come in by hand, and the account it comes in on. */
export const PAYMENT_METHODS: Readonly<Record<string, { readonly title: string; readonly account: string }>> = {
  cash: { title: 'Cash', account: 'asset.cash' },
  bank: { title: 'Bank transfer', account: 'asset.bank' },
  card: { title: 'Card', account: 'asset.card' },
  other: { title: 'Other', account: 'asset.other' },
};

export const NEW_PAYMENT_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    customerId: { type: 'string', minLength: 1 },
    amountMinor: { type: 'integer', title: 'Amount', minimum: 1, maximum: 1_000_000_000_000, 'x-widget': 'amount' },
    method: {
      type: 'string',
      title: 'Method',
      enum: Object.keys(PAYMENT_METHODS),
      'x-enum-titles': Object.values(PAYMENT_METHODS).map(({ title }) => title),
      default: 'cash',
    },
    note: { type: ['string', 'null'] as unknown as 'string', title: 'Note', maxLength: 500 },
  },
  required: ['customerId', 'amountMinor'],
  additionalProperties: false,
};

import type { JsonSchema } from '@tapline/sdk';

export const SERVICE_SCHEMA: JsonSchema = { type: 'string', title: 'Login or id of the service', minLength: 1, maxLength: 253 };

export const CHARGE_SCHEMA: JsonSchema = {
  type: 'string',
  title: 'Charged',
  enum: ['balance', 'next-bill', 'pay-first'],
  'x-enum-titles': ['To the balance, now', 'With the next bill', 'When it is paid: the data comes then'],
  default: 'balance',
};

import type { BillingOutlook, Customer } from '@tapline/sdk';
import { amountMinor, day, freeObject, instant, integer, nullable, object, oneOf, ref, text } from '../api-schema.js';
import { presentInstant } from './present.js';

const customerProperties = {
  id: text,
  number: { ...integer, description: 'The short number that people use.' },
  name: text,
  email: nullable(text),
  phone: nullable(text),
  address: nullable(text),
  status: oneOf('new', 'active', 'blocked', 'inactive'),
  billingType: text,
  billingSettings: freeObject,
  createdAt: instant,
  balanceMinor: { ...amountMinor, description: 'Over 0 is money the customer has, under 0 is money owed.' },
};

export const CUSTOMER_SCHEMAS = {
  Customer: object(customerProperties),
  CustomerDetails: object({ ...customerProperties, outlook: nullable(ref('BillingOutlook')) }),
  BillingOutlook: {
    ...object({
      summary: text,
      tone: oneOf('good', 'warning', 'bad', 'neutral'),
      daysLeft: nullable(integer),
      blocksOn: nullable(day),
      missingMinor: nullable(amountMinor),
    }),
    description: 'What the billing type expects if nothing is paid and nothing changes.',
  },
};

export function presentCustomer({ createdAtMs, ...customer }: Customer, balanceMinor: number) {
  return { ...customer, createdAt: presentInstant(createdAtMs), balanceMinor };
}

export function presentOutlook({ summary, tone, daysLeft, blocksOn, missingMinor }: BillingOutlook) {
  return { summary, tone, daysLeft, blocksOn, missingMinor: missingMinor ?? null };
}

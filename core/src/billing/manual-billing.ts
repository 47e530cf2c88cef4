import { type BillingType, MANUAL_BILLING_TYPE } from '@tapline/sdk';

/** The billing type of customers whom nothing charges by itself. */
export const MANUAL_BILLING: BillingType = {
  id: MANUAL_BILLING_TYPE,
  title: 'Manual',
  description: 'Nothing is charged automatically.',
  settings: { type: 'object', properties: {}, additionalProperties: false },
  outlook: () => Promise.resolve({ summary: 'charged by hand', tone: 'neutral', daysLeft: null, blocksOn: null }),
};

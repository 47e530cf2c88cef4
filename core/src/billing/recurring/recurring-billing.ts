import type { BillingType } from '@tapline/sdk';
import type { BillService } from '../bills/bill-service.js';
import type { BillingTimelineReader } from '../blocking/billing-timeline.js';
import { isBilled } from '../engine/wanted-charges.js';
import { customerStateOf, RECURRING, RECURRING_SETTINGS_SCHEMA } from './recurring-settings.js';

/** Charged by the period, with invoices; registered as any add-on's billing type is. */
export function recurringBilling(timelines: BillingTimelineReader, bills: BillService): BillingType {
  const bill: BillingType['leave'] = async (tx, { id }) => void (await bills.billNow(tx, id));
  return {
    id: RECURRING,
    title: 'Recurring',
    description: 'Charged by the period with invoices; blocked when they are not paid.',
    settings: RECURRING_SETTINGS_SCHEMA,
    outlook: (tx, customer) => timelines.outlook(tx, customer),
    isCharging: (_tx, customer) => Promise.resolve(isBilled(customerStateOf(customer))),
    leave: bill,
    enter: bill,
  };
}

import type { AmountMinor, Customer, JsonSchema } from '@tapline/sdk';
import type { PeriodMonths } from '../engine/billing-period.js';
import type { CustomerState } from '../engine/billing-span.js';
import type { Proration } from '../engine/proration.js';

export const RECURRING = 'recurring';

/** How a customer of recurring billing is charged, reminded and blocked. */
export interface RecurringSettings {
  readonly anchorDay: number;
  readonly periodMonths: PeriodMonths;
  readonly timing: 'advance' | 'arrears';
  readonly proration: Proration;
  readonly paymentDueDays: number;
  readonly isBlockedWhenOverdue: boolean;
  readonly graceDays: number;
  readonly minimalBalanceMinor: AmountMinor;
  readonly blockingMinimumMinor: AmountMinor;
  /** 0 for never. */
  readonly deactivationDays: number;
  readonly isBilledWhileBlocked: boolean;
  readonly reminderDaysBeforeDue: number;
  readonly reminderDaysBeforeBlock: number;
}

const days = (title: string, description: string, value: number): JsonSchema => ({
  type: 'integer',
  title,
  description,
  minimum: 0,
  maximum: 365,
  default: value,
});

export const RECURRING_SETTINGS_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    anchorDay: {
      type: 'integer',
      title: 'Billing day',
      description: '1 to 31; in a shorter month its last day.',
      minimum: 1,
      maximum: 31,
      default: 1,
    },
    periodMonths: { type: 'integer', title: 'Months of a period', description: '1, 3, 6 or 12.', enum: [1, 3, 6, 12] as never, default: 1 },
    timing: {
      type: 'string',
      title: 'Charged',
      enum: ['advance', 'arrears'],
      'x-enum-titles': ['In advance', 'In arrears'],
      default: 'advance',
    },
    paymentDueDays: days('Days to pay', 'From the invoice to its due date.', 14),
    isBlockedWhenOverdue: { type: 'boolean', title: 'Block when overdue', default: true },
    graceDays: days('Grace days', 'After the due date, before the block.', 0),
    deactivationDays: days('Deactivate after', 'Days after the block; 0 for never.', 0),
    minimalBalanceMinor: {
      type: 'integer',
      title: 'Minimal balance',
      description: 'Blocked only when the balance is below it; below 0 is credit that is given.',
      default: 0,
      'x-widget': 'amount',
    },
    blockingMinimumMinor: {
      type: 'integer',
      title: 'Smallest overdue amount that blocks',
      minimum: 0,
      default: 1,
      'x-widget': 'amount',
    },
    isBilledWhileBlocked: { type: 'boolean', title: 'Charge while blocked', default: true },
    reminderDaysBeforeDue: days('Remind before due', 'Days; 0 for no reminder.', 3),
    reminderDaysBeforeBlock: days('Warn before the block', 'Days; 0 for no warning.', 1),
    proration: {
      type: 'string',
      title: 'Parts of a period',
      enum: ['calendar', 'fixed-30', 'none'],
      'x-enum-titles': ['By days of the calendar', 'By months of 30 days', 'Charged whole'],
      default: 'calendar',
    },
  },
  additionalProperties: false,
};

/** Valid as they are kept with the customer. */
export function recurringSettingsOf(customer: Pick<Customer, 'billingSettings'>): RecurringSettings {
  return customer.billingSettings as unknown as RecurringSettings;
}

export function customerStateOf(customer: Pick<Customer, 'status' | 'billingType' | 'billingSettings'>): CustomerState {
  const { status, billingType } = customer;
  if (billingType !== RECURRING) return { status, cycle: null, isBilledWhileBlocked: true };
  const { anchorDay, periodMonths, timing, proration, isBilledWhileBlocked } = recurringSettingsOf(customer);
  return { status, cycle: { anchorDay, periodMonths, timing, proration }, isBilledWhileBlocked };
}

import type { AmountMinor, Customer, JsonSchema } from '@tapline/sdk';
import type { ChargeBasis } from './charge-rule.js';
import type { Charging } from './paid-period.js';

/** The billing type's id, kept on every prepaid customer. */
export const PREPAID = 'prepaid';

/** A customer's own settings of the billing type. */
export interface PrepaidSettings {
  readonly charging: Charging;
  /** The length of a period of days. */
  readonly periodDays: number;
  /** The balance that a charge may not go below; under 0 is credit. */
  readonly minimalBalanceMinor: AmountMinor;
  readonly basis: ChargeBasis;
  /** Whether what a month has charged is invoiced on the 1st of the next. */
  readonly makesInvoices: boolean;
}

const DEFAULTS: PrepaidSettings = { charging: 'day', periodDays: 30, minimalBalanceMinor: 0, basis: 'calendar', makesInvoices: true };
const LARGEST_AMOUNT_MINOR = 1_000_000_000_000;

export const CHARGING_TITLES: Readonly<Record<Charging, string>> = {
  day: 'By the day',
  month: 'By the month, whole in advance',
  days: 'By a number of days, whole in advance',
};

export const BASIS_TITLES: Readonly<Record<ChargeBasis, string>> = {
  calendar: 'Calendar days: a whole month costs the price',
  'fixed-30': 'Always 30 days: every day costs a thirtieth',
};

export const SETTINGS_SCHEMA: JsonSchema = {
  type: 'object',
  title: 'Prepaid',
  properties: {
    charging: {
      type: 'string',
      title: 'Charged',
      description: 'A period costs the price of the plan and begins when it can be paid whole.',
      enum: Object.keys(CHARGING_TITLES),
      'x-enum-titles': Object.values(CHARGING_TITLES),
      default: DEFAULTS.charging,
    },
    periodDays: {
      type: 'integer',
      title: 'Days of a period',
      description: 'Where charged by a number of days: the price of the plan pays for so many, from the day on which it is paid.',
      minimum: 1,
      maximum: 365,
      default: DEFAULTS.periodDays,
    },
    minimalBalanceMinor: {
      type: 'integer',
      title: 'Minimal balance',
      description: 'Charged only if the balance stays at or above this; below 0 it is credit.',
      'x-widget': 'amount',
      default: DEFAULTS.minimalBalanceMinor,
      minimum: -LARGEST_AMOUNT_MINOR,
      maximum: LARGEST_AMOUNT_MINOR,
    },
    basis: {
      type: 'string',
      title: 'Days of a month',
      description: 'Where charged by the day: into how many days the monthly price is split.',
      enum: Object.keys(BASIS_TITLES),
      'x-enum-titles': Object.values(BASIS_TITLES),
      default: DEFAULTS.basis,
    },
    makesInvoices: {
      type: 'boolean',
      title: 'Make invoices after charging',
      description: 'On the 1st, an invoice that is already paid, over what the last month has charged.',
      default: DEFAULTS.makesInvoices,
    },
  },
  additionalProperties: false,
};

/** The settings of a prepaid customer; the core has checked them against {@link SETTINGS_SCHEMA}. */
export function settingsOf(customer: Pick<Customer, 'billingSettings'>): PrepaidSettings {
  return { ...DEFAULTS, ...customer.billingSettings };
}

import type { AmountMinor, Customer, JsonSchema } from '@tapline/sdk';
import type { ChargeBasis } from './charge-rule.js';

/** The billing type's id, kept on every prepaid customer. */
export const PREPAID = 'prepaid';

/** A customer's own settings of the billing type. */
export interface PrepaidSettings {
  /** The balance that a charge may not go below; under 0 is credit. */
  readonly minimalBalanceMinor: AmountMinor;
  readonly basis: ChargeBasis;
}

const DEFAULTS: PrepaidSettings = { minimalBalanceMinor: 0, basis: 'calendar' };
const LARGEST_AMOUNT_MINOR = 1_000_000_000_000;

export const BASIS_TITLES: Readonly<Record<ChargeBasis, string>> = {
  calendar: 'Calendar days: a whole month costs the price',
  'fixed-30': 'Always 30 days: every day costs a thirtieth',
};

export const SETTINGS_SCHEMA: JsonSchema = {
  type: 'object',
  title: 'Prepaid',
  properties: {
    minimalBalanceMinor: {
      type: 'integer',
      title: 'Minimal balance',
      description: 'A day is charged only if the balance stays at or above this; below 0 it is credit.',
      'x-widget': 'amount',
      default: DEFAULTS.minimalBalanceMinor,
      minimum: -LARGEST_AMOUNT_MINOR,
      maximum: LARGEST_AMOUNT_MINOR,
    },
    basis: {
      type: 'string',
      title: 'Days of a month',
      description: 'Into how many days the monthly price is split.',
      enum: Object.keys(BASIS_TITLES),
      'x-enum-titles': Object.values(BASIS_TITLES),
      default: DEFAULTS.basis,
    },
  },
  additionalProperties: false,
};

/** The settings of a prepaid customer; the core has checked them against {@link SETTINGS_SCHEMA}. */
export function settingsOf(customer: Customer): PrepaidSettings {
  return { ...DEFAULTS, ...customer.billingSettings };
}

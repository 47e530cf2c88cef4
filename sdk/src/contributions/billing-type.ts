import type { Customer } from '../domain/customer.js';
import type { JsonSchema } from '../json-schema.js';
import type { LocalDate } from '../time/calendar.js';
import type { Transaction } from '../transaction.js';

/** What the billing type expects for a customer if nothing is paid and nothing changes. */
export interface BillingOutlook {
  /** One line for lists and headers: `11 days left`. */
  readonly summary: string;
  readonly tone: 'good' | 'warning' | 'bad' | 'neutral';
  /** Whole days of service that the balance still pays for after today; null where that has no meaning. */
  readonly daysLeft: number | null;
  /** The first day that will not be served. */
  readonly blocksOn: LocalDate | null;
}

/** A way of charging customers. A customer has exactly one. */
export interface BillingType {
  /** Kept on the customer: never changes. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Per-customer settings: shown as a section of the customer form. */
  readonly settings: JsonSchema;
  outlook(tx: Transaction, customer: Customer): Promise<BillingOutlook>;
}

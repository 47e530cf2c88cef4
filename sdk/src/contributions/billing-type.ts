import type { Customer } from '../domain/customer.js';
import type { JsonSchema } from '../json-schema.js';
import type { AmountMinor } from '../money/money.js';
import type { ServiceWithPlan } from '../services/service-directory.js';
import type { LocalDate } from '../time/calendar.js';
import type { Transaction } from '../transaction.js';

/** What the billing type expects for a customer if nothing is paid and nothing changes. */
export interface BillingOutlook {
  /** One line for lists and headers: `11 days left`. */
  readonly summary: string;
  readonly tone: 'good' | 'warning' | 'bad' | 'neutral';
  /** Whole days after today until another service is shut of those that run, as the balance stands; null where that has no meaning. */
  readonly daysLeft: number | null;
  /** The first day on which one of them will not be served; where none runs, the day on which that began. */
  readonly blocksOn: LocalDate | null;
  /** The payment that opens what is shut for want of money, all of it; absent where nothing is. The portal asks for it, though it is on no invoice. */
  readonly missingMinor?: AmountMinor;
}

/** What a change of a service does to a customer, if it is made now. */
export interface ChangeOutlook {
  readonly before: BillingOutlook;
  readonly after: BillingOutlook;
  /** The first day that is charged by the new terms; of a pause or an end, that is not charged any more. */
  readonly chargedFrom: LocalDate;
  /** What was paid for the days from then on, which is given back; absent for nothing. */
  readonly givenBackMinor?: AmountMinor;
  /** The payment with which the balance lasts as long as it does before; 0 where it does by itself. */
  readonly missingMinor: AmountMinor;
}

/** The billing type of customers whom nothing charges by itself: what they owe is on invoices, which are due as usual. */
export const MANUAL_BILLING_TYPE = 'manual';

/** A way of charging customers. A customer has exactly one. */
export interface BillingType {
  /** Kept on the customer: never changes. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Per-customer settings: shown as a section of the customer form. */
  readonly settings: JsonSchema;
  /** Within 2 s. */
  outlook(tx: Transaction, customer: Customer): Promise<BillingOutlook>;
  /** The outlooks of a page of customers of this type, by their ids, for lists; within 2 s. Without it lists show none. */
  outlooks?(tx: Transaction, customers: readonly Customer[]): Promise<ReadonlyMap<string, BillingOutlook>>;
  /** What the customer has of it if one of the services becomes `changed` (another plan, quantity, price or status): shown before it is done. Within 2 s. */
  changeOutlook?(tx: Transaction, customer: Customer, changed: ServiceWithPlan): Promise<ChangeOutlook | undefined>;
  /**
   * Whether the type charges this customer for active services by now, as the customer's status and settings say; whether the customer can pay does not matter.
   * Without it, those who are active or blocked. Within 1 s.
   */
  isCharging?(tx: Transaction, customer: Customer): Promise<boolean>;
  /**
   * How much may still be charged to the customer's balance beside what the type charges itself; undefined, and without it, where nothing limits that. Asked
   * by whoever sells for the balance (`LEDGER`), whose transaction it fails with. Within 2 s.
   */
  spendableMinor?(tx: Transaction, customer: Customer): Promise<AmountMinor | undefined>;
  /**
   * A customer has been given another type, in this transaction: gives back what was charged for today and later, so that the new type can
   * charge from today; called before the new type's {@link enter}. `customer` is as it was before. Within 5 s; what it throws refuses the change.
   * Not called while the add-on is disabled.
   */
  leave?(tx: Transaction, customer: Customer): Promise<void>;
  /** A customer of another type has been given this one, in this transaction. Charges from today. As {@link leave} in all else. */
  enter?(tx: Transaction, customer: Customer): Promise<void>;
}

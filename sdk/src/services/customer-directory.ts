import type { Customer, CustomerBillingTerms, CustomerChanges, NewCustomer } from '../domain/customer.js';
import type { Transaction } from '../transaction.js';

export interface CustomerDirectory {
  /** Throws `CUSTOMER_UNKNOWN`. */
  get(tx: Transaction, customerId: string): Promise<Customer>;
  /** Those of these that there are, by their ids, in one question. */
  getMany(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, Customer>>;
  /** By the short number that people use. Throws `CUSTOMER_UNKNOWN`. */
  getByNumber(tx: Transaction, number: number): Promise<Customer>;
  /**
   * Reads the customer and keeps every other transaction from locking it until this one ends. Whatever decides by a balance locks first.
   */
  lock(tx: Transaction, customerId: string): Promise<Customer>;
  /** Whether the customer is charged for active services by now: an inactive one is not, and a blocked one where the billing type says so. Throws `CUSTOMER_UNKNOWN`. */
  isCharged(tx: Transaction, customerId: string): Promise<boolean>;
  create(tx: Transaction, draft: NewCustomer): Promise<Customer>;
  change(tx: Transaction, customerId: string, changes: CustomerChanges): Promise<Customer>;
  /**
   * How a customer was charged from when on, the oldest first; the last is what holds now. For who was not there when it changed: a billing type whose
   * add-on was disabled, say.
   */
  billingHistory(tx: Transaction, customerId: string): Promise<readonly CustomerBillingTerms[]>;
  /** Ids of all customers with this billing type and status, in pages by id. */
  idsByBillingType(
    tx: Transaction,
    query: { readonly billingType: string; readonly afterId?: string; readonly limit: number },
  ): Promise<readonly string[]>;
}

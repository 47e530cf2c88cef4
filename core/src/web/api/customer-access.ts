import type { BillingOutlook, Customer, Transaction } from '@tapline/sdk';
import type { ApiParts } from './api-parts.js';

/** A customer by the id or, where only digits are given, by the number. */
export function findCustomer(parts: ApiParts, tx: Transaction, idOrNumber: string): Promise<Customer> {
  const isNumber = /^\d{1,15}$/.test(idOrNumber);
  return isNumber ? parts.customers.getByNumber(tx, Number(idOrNumber)) : parts.customers.get(tx, idOrNumber);
}

/** Null where the billing type is not there or cannot say: a broken add-on must not hide the customer. */
export async function outlookOf(parts: ApiParts, tx: Transaction, customer: Customer): Promise<BillingOutlook | null> {
  try {
    return (await parts.contributions.billingType(customer.billingType)?.outlook(tx, customer)) ?? null;
  } catch (error) {
    parts.logger.warn({ err: error, billingType: customer.billingType, customerId: customer.id }, 'a billing type gave no outlook');
    return null;
  }
}

import type { Customer, Transaction } from '@tapline/sdk';
import type { AdminServices } from '../frame/admin-services.js';

/** By the number that people use, or by the id that add-ons and the audit log know. */
export function findCustomer({ customers }: Pick<AdminServices, 'customers'>, tx: Transaction, key: string): Promise<Customer> {
  return /^\d{1,15}$/.test(key) ? customers.getByNumber(tx, Number(key)) : customers.get(tx, key);
}

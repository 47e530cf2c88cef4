import { type Customer, type CustomerDirectory, invalid, type Transaction } from '@tapline/sdk';

/** The customer that a person means, by number or id. Throws `SEPA_CUSTOMER_UNKNOWN` at the field. */
export async function askedCustomer(tx: Transaction, customers: CustomerDirectory, text: string, field = 'customer'): Promise<Customer> {
  const wanted = text.trim();
  try {
    return /^\d{1,15}$/.test(wanted) ? await customers.getByNumber(tx, Number(wanted)) : await customers.get(tx, wanted);
  } catch {
    throw invalid('SEPA_CUSTOMER_UNKNOWN', `there is no customer "${wanted}"`, field);
  }
}

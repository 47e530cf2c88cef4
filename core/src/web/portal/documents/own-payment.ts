import { notFound, type Payment, type Transaction } from '@tapline/sdk';
import type { PortalRequest } from '../frame/portal-request.js';

/** A payment of the customer who is signed in. Throws `PAYMENT_UNKNOWN` for another's as for one that is not there. */
export async function ownPayment(request: PortalRequest, tx: Transaction, paymentId: string): Promise<Payment> {
  const payment = await request.services.payments.get(tx, paymentId);
  if (payment.customerId !== request.customer.id) throw notFound('PAYMENT_UNKNOWN', `there is no payment ${paymentId}`);
  return payment;
}

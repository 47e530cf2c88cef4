import { newId } from '../../../kernel/ids/id.js';

/** Goes with a payment form: however often the form is sent, the payment is made once. */
export function newPaymentKey(): string {
  return `web-${newId()}`;
}

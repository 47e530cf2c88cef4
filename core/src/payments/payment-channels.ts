import { PAYMENT_METHODS } from './payment-schema.js';

/** A way for money to come in, and the account that it comes in on. */
export interface PaymentChannel {
  readonly method: string;
  readonly title: string;
  readonly account: string;
}

/** A channel by hand; methods are checked before. */
export function handChannel(method: string): PaymentChannel {
  const { title, account } = PAYMENT_METHODS[method] as (typeof PAYMENT_METHODS)[string];
  return { method, title, account };
}

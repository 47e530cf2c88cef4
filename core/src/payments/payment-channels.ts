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

/** What a gateway holds for the company until it pays it out. */
export function gatewayChannel(gateway: { readonly id: string; readonly title: string }): PaymentChannel {
  return { method: gateway.id, title: gateway.title, account: `asset.gateway.${gateway.id}` };
}

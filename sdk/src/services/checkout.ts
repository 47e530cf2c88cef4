import type { GatewayLimits } from '../contributions/payment-gateway.js';
import type { LocalizedText } from '../contributions/portal.js';
import type { PaymentAttempt } from '../domain/payment-attempt.js';
import type { AmountMinor } from '../money/money.js';
import type { Transaction } from '../transaction.js';

/** A way to pay that a customer may choose. */
export interface CheckoutChoice {
  readonly gatewayId: string;
  readonly title: string;
  readonly description: LocalizedText;
  /** Which totals it takes. */
  readonly limits: GatewayLimits;
  /** What is paid for the amount that was asked about: rounded up to the gateway's steps; the rest stays on the balance. */
  readonly amountMinor: AmountMinor;
  readonly surchargeMinor: AmountMinor;
  readonly totalMinor: AmountMinor;
}

export interface NewCheckout {
  readonly gatewayId: string;
  readonly customerId: string;
  /** The invoices and pro-formas to pay; with none, `amountMinor` goes to the balance. */
  readonly documentIds?: readonly string[];
  /** By default all that is open of the documents. */
  readonly amountMinor?: AmountMinor;
  /** A path of this installation where the payer ends up: `/portal/invoices`. A plain page tells the outcome without it. */
  readonly returnTo?: string;
  /** How the payer reaches this installation, `https://billing.example`; `web.publicUrl` counts where it is set. */
  readonly origin?: string;
  /** The payer's language, a BCP 47 tag; the company's unless given. */
  readonly locale?: string;
}

export type CheckoutOutcome =
  /** Send the payer there. */
  | { readonly kind: 'redirect'; readonly url: string; readonly attempt: PaymentAttempt }
  /** It was paid meanwhile, or cannot be: show the attempt. */
  | { readonly kind: 'over'; readonly attempt: PaymentAttempt }
  /** The gateway does not want it, or cannot be reached now; the reason is on the attempt, for admins. */
  | { readonly kind: 'unavailable'; readonly attempt: PaymentAttempt };

/** Paying through redirect gateways: what a portal, a pay link or a top-up calls. */
export interface Checkout {
  /** What can pay an amount now. */
  choices(amountMinor: AmountMinor): readonly CheckoutChoice[];
  /**
   * Starts an attempt and asks the gateway where the payer goes. Called outside of any transaction, for it waits for the gateway. The same key again
   * is the same attempt, and asks again where the first answer was lost; with another customer, amount or document it throws `CHECKOUT_KEY_USED`. Throws
   * `CHECKOUT_REFUSED`, `CHECKOUT_NOTHING_OPEN`, `CHECKOUT_AMOUNT_OUTSIDE` for a total that the gateway does not take, `CHECKOUT_UNAVAILABLE` for a
   * gateway that cannot be used now, `CHECKOUT_INVALID`, `GATEWAY_UNKNOWN`.
   */
  start(checkout: NewCheckout, options: { readonly idempotencyKey: string }): Promise<CheckoutOutcome>;
  /** Throws `ATTEMPT_UNKNOWN`. */
  get(tx: Transaction, attemptId: string): Promise<PaymentAttempt>;
  /** A customer's attempts, the newest first. */
  ofCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly PaymentAttempt[]>;
}

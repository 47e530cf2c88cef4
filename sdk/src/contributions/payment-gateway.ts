import type { GatewayReport, PaymentAttempt } from '../domain/payment-attempt.js';
import type { AmountMinor } from '../money/money.js';
import type { LocalizedText } from './portal.js';

/** What paying through a gateway costs the customer on top; invoiced when the money comes. */
export interface GatewaySurcharge {
  readonly amountMinor: AmountMinor;
  /** What the invoice says: `Fee for paying by PayPal`. */
  readonly description: string;
  /** The code of a tax rate that the amount holds; null for none. */
  readonly taxCode: string | null;
}

/** Which amounts a gateway takes, with what it costs on top. */
export interface GatewayLimits {
  readonly minimumMinor?: AmountMinor;
  readonly maximumMinor?: AmountMinor;
  /** Only multiples of it: 100 where a currency with cents is paid without them. */
  readonly stepMinor?: AmountMinor;
}

interface PaymentGatewayBase {
  /** Kept with every payment as its method: never changes. Lower-case words joined by hyphens. */
  readonly id: string;
  readonly title: string;
  /** What customers read beside it. */
  readonly description: LocalizedText;
  /** Any amount unless given. */
  readonly limits?: GatewayLimits;
  /** Where its money is until it is paid out: an account of its own, `asset.gateway.<id>` (the default), or the company's bank account. */
  readonly account?: 'own' | 'bank';
  /** Why nothing can be paid through it at all, for admins: keys are missing; `null` when it can. Answers at once. */
  obstacle(): string | null;
  /** The fee that is passed on for an amount; none unless given. Answers at once, and the same for the same amount. */
  surcharge?(amountMinor: AmountMinor): GatewaySurcharge | null;
  /**
   * Gives money of a capture back, wholly or in part, within 30 s. Called outside of any transaction. With the same `key` again it must give nothing
   * twice and answer what the first call came to: an answer that was lost is asked for again until there is one.
   * Without it, refunds are made at the gateway and reported.
   */
  refund?(request: GatewayRefundRequest): Promise<GatewayRefundOutcome>;
}

/** Sends the payer to the gateway's own page and gets the money at once: PayPal, card processors. */
export interface RedirectGateway extends PaymentGatewayBase {
  readonly kind: 'redirect';
  /**
   * Makes the order at the gateway, within 30 s. Called outside of any transaction, and again with the same attempt where the answer was lost: use
   * the attempt's id as the idempotency key.
   */
  start(request: GatewayStartRequest): Promise<GatewayStartOutcome>;
  /**
   * Takes the money if the payer has approved it, once, and tells how the attempt stands there, within 30 s. Called outside of any transaction when
   * the payer comes back, when an admin asks, and by the reconcile job; never trust `query`: ask the gateway.
   * What it throws counts as "not known": it is asked again later.
   */
  settle(occasion: GatewayOccasion): Promise<GatewayReport>;
}

/** Collects from the customer's account by files or batches; what came of it is known days or weeks later. */
export interface BatchGateway extends PaymentGatewayBase {
  readonly kind: 'batch';
}

/**
 * A way to get money from customers through somebody else. It talks to the outside and reports; what is booked, and that it is booked once, is the
 * core's. See {@link GatewayPayments} for what an add-on reports by itself: webhooks, imported files.
 */
export type PaymentGateway = RedirectGateway | BatchGateway;

export interface GatewayStartRequest {
  readonly attempt: PaymentAttempt;
  /** The numbers of the documents that it pays, for the payer to read. */
  readonly documentNumbers: readonly string[];
  /** Where the gateway is to send the payer back to, with whatever query it adds. */
  readonly returnUrl: string;
  /** Where it is to send a payer who gives up. */
  readonly cancelUrl: string;
  /** A BCP 47 tag. */
  readonly locale: string;
  readonly signal: AbortSignal;
}

export type GatewayStartOutcome =
  /** `reference` is the gateway's name of the order; the attempt is `expired` when nobody has paid by then. */
  | { readonly kind: 'redirect'; readonly reference: string; readonly url: string; readonly expiresAtMs: number }
  /** The gateway does not want it; `reason` is for admins, the payer gets a neutral word. */
  | { readonly kind: 'refused'; readonly reason: string; readonly reasonCode?: string };

export interface GatewayOccasion {
  readonly attempt: PaymentAttempt;
  /** `return` and `cancel`: the payer has come back. */
  readonly why: 'return' | 'cancel' | 'reconcile';
  /** What the gateway put into the address; empty for `reconcile`. */
  readonly query: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface GatewayRefundRequest {
  /** The idempotency key: 26 ASCII letters and digits. */
  readonly key: string;
  readonly attempt: PaymentAttempt;
  readonly captureReference: string;
  readonly amountMinor: AmountMinor;
  /** All that is left of the capture. */
  readonly isRest: boolean;
  /** It was asked for before, and what came of that is not known. */
  readonly isRepeated: boolean;
  readonly signal: AbortSignal;
}

export type GatewayRefundOutcome =
  /** Taken; `pending` is settled by a later report of the same reference. */
  | { readonly kind: 'taken'; readonly reference: string; readonly status: 'completed' | 'pending'; readonly feeMinor?: AmountMinor }
  /** Will never be given back in this way. */
  | { readonly kind: 'refused'; readonly reason: string; readonly reasonCode?: string };

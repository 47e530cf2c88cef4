import type { CurrencyCode } from '../money/currency.js';
import type { AmountMinor } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';

/**
 * How an attempt to get money through a gateway stands.
 *
 * - `new`: the gateway has not taken it yet.
 * - `open`: with a redirect gateway the payer is to approve it; with a batch gateway it was given to the bank: its invoices are "collection pending".
 * - `pending`: the payer has paid, the gateway holds the money back (an eCheck, a review).
 * - `paid`, `partly-returned`, `returned`: money came, and some or all of it went back.
 * - `declined`: the gateway or the bank said no; the payer may try again.
 * - `cancelled`, `expired`: given up by the payer or the company, or by nobody in time.
 * - `review`: money came that is not what was asked for, or that an add-on refuses to book; a person decides.
 *
 * Money counts over words: an attempt that was cancelled and then paid is `paid`.
 */
export type PaymentAttemptState =
  | 'new'
  | 'open'
  | 'pending'
  | 'paid'
  | 'partly-returned'
  | 'returned'
  | 'declined'
  | 'cancelled'
  | 'expired'
  | 'review';

/** One try to get a certain amount from a customer through a gateway. */
export interface PaymentAttempt {
  /** Unguessable enough for a reference, no secret. Gateways use it as their idempotency key: at most 26 ASCII letters and digits. */
  readonly id: string;
  readonly gatewayId: string;
  readonly customerId: string;
  /** The invoices and pro-formas that it pays, in this order; what is over, and all without them, goes to the balance. */
  readonly documentIds: readonly string[];
  /** What the customer owes or adds. */
  readonly amountMinor: AmountMinor;
  /** What paying in this way costs the customer on top. */
  readonly surchargeMinor: AmountMinor;
  /** Both: what the gateway is to collect. */
  readonly totalMinor: AmountMinor;
  readonly currency: CurrencyCode;
  readonly state: PaymentAttemptState;
  /** What the gateway calls it: an order, an end-to-end id; unique for the gateway. */
  readonly reference: string | null;
  /** Of redirect gateways: where the payer approves. */
  readonly redirectUrl: string | null;
  /** Why it is declined, cancelled, returned or in review, in words. */
  readonly reason: string | null;
  /** The gateway's code for it: `AM04`, `INSTRUMENT_DECLINED`. */
  readonly reasonCode: string | null;
  /** What was booked as payments. */
  readonly paidMinor: AmountMinor;
  /** What of that has gone back. */
  readonly returnedMinor: AmountMinor;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
}

/**
 * What is known of a capture or return. Reports may come twice and in any order: of two about the same reference the one further down this list
 * counts.
 */
export type MovementStatus =
  /** Held back; nothing is booked. */
  | 'pending'
  /** It came to nothing. */
  | 'failed'
  /** The money has moved. */
  | 'completed'
  /** It had moved and has moved back by itself: a dispute that was won. Booked back. */
  | 'withdrawn';

/** Money that came in, as the gateway tells it. */
export interface ReportedCapture {
  /** What the gateway calls it; unique for the gateway among captures. */
  readonly reference: string;
  /** Money that went back is a return, never a capture that is withdrawn. */
  readonly status: Exclude<MovementStatus, 'withdrawn'>;
  /** All that the payer paid, before fees; over 0. */
  readonly amountMinor: AmountMinor;
  readonly currency: CurrencyCode;
  /** What the gateway kept for itself, once it is known. */
  readonly feeMinor?: AmountMinor;
  /**
   * The day that the bank says. The payment counts on it; today without it, where it is yet to come, or where its month is closed. What is
   * booked already stays on its day.
   */
  readonly valueDate?: LocalDate;
  readonly reasonCode?: string;
  readonly reason?: string;
}

/** Money that went back, on whoever's wish. It may be told before its capture is: it waits for it. */
export interface ReportedReturn {
  /** What the gateway calls it; unique for the gateway among returns. */
  readonly reference: string;
  /** The capture that it gives back. */
  readonly captureReference: string;
  /** `refund`: the company gave it back. `reversal`: the bank or the gateway took it back: a returned direct debit, a dispute. */
  readonly kind: 'refund' | 'reversal';
  readonly status: MovementStatus;
  /** Over 0; at most what is left of the capture. */
  readonly amountMinor: AmountMinor;
  readonly currency: CurrencyCode;
  /** What the gateway or bank takes from the company for it; below 0 where it gives a fee back. */
  readonly feeMinor?: AmountMinor;
  /** What the customer is charged for it, by an invoice of its own. */
  readonly chargeMinor?: AmountMinor;
  /** The day that the bank says; as a capture's, and never before the day of the payment that it gives back. */
  readonly valueDate?: LocalDate;
  readonly reasonCode?: string;
  readonly reason?: string;
}

/**
 * What a gateway knows of one attempt, whole or in part. The core keeps what it did not know yet and books the difference, so the same report
 * twice, or several in whatever order, come to the same books.
 */
export interface GatewayReport {
  /** Which attempt: by the core's id, or by the gateway's reference of the attempt or of one of its captures. */
  readonly attempt: { readonly id: string } | { readonly reference: string };
  /** What became of the attempt itself. Money that came counts over it. */
  readonly step?: 'open' | 'declined' | 'cancelled' | 'expired';
  readonly reasonCode?: string;
  readonly reason?: string;
  readonly captures?: readonly ReportedCapture[];
  readonly returns?: readonly ReportedReturn[];
}

/** What became of a report. */
export type ReportOutcome =
  /** Kept and booked. `isNew` is false where it told nothing new. */
  | { readonly kind: 'applied'; readonly isNew: boolean; readonly attempt: PaymentAttempt }
  /** The message with this id was taken before. */
  | { readonly kind: 'repeated' }
  /** There is no such attempt: of another installation on the same account, or made there by hand. Acknowledge and log it. */
  | { readonly kind: 'unknown-attempt' };

import type { AmountMinor } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';

/** How money comes in by hand; every other method is the id of a gateway. */
export const HAND_METHODS = Object.freeze(['cash', 'bank', 'card', 'other'] as const);

/** Money received from a customer. */
export interface Payment {
  readonly id: string;
  readonly customerId: string;
  readonly amountMinor: AmountMinor;
  /** `cash`, `bank`, `card`, `other`, or the id of a gateway. */
  readonly method: string;
  readonly note: string | null;
  /** The day on which it counts. */
  readonly date: LocalDate;
  /** The day that the bank says, where it says one. */
  readonly valueDate: LocalDate | null;
  readonly entryId: string;
  readonly receivedAtMs: number;
  /** What the outside calls it: a gateway's transaction, a line of a bank statement; unique for its method. */
  readonly reference: string | null;
  /** What went back to the customer. */
  readonly refundedMinor: AmountMinor;
  /** When it was taken back whole, by hand or by a gateway; null while it stands. */
  readonly cancelledAtMs: number | null;
  readonly cancelReason: string | null;
}

export interface NewPayment {
  readonly customerId: string;
  /** Over 0. */
  readonly amountMinor: AmountMinor;
  readonly method: string;
  readonly note?: string | null;
  /** The invoices (or pro-forma) that it pays, in this order; what is over, and all without them, pays the oldest. */
  readonly documentIds?: readonly string[];
  readonly reference?: string;
  /** The day that the bank says, never after today. It counts on that day, and today where the month of that day is closed; today without it. */
  readonly valueDate?: LocalDate;
}

/** Money given back to a customer. */
export interface Refund {
  readonly id: string;
  readonly customerId: string;
  /** The payment that it gives back; null for money on the balance. */
  readonly paymentId: string | null;
  readonly amountMinor: AmountMinor;
  readonly method: string;
  readonly note: string | null;
  readonly reference: string | null;
  readonly date: LocalDate;
  readonly entryId: string;
  readonly refundedAtMs: number;
}

export interface NewRefund {
  readonly customerId: string;
  readonly paymentId?: string;
  /** Over 0. */
  readonly amountMinor: AmountMinor;
  readonly method: string;
  readonly note?: string | null;
  readonly reference?: string;
}

import type { AmountMinor } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';

/** Money received from a customer. */
export interface Payment {
  readonly id: string;
  readonly customerId: string;
  readonly amountMinor: AmountMinor;
  /** `cash`, `bank`, `card`, `other`, or the id of a gateway. */
  readonly method: string;
  readonly note: string | null;
  readonly date: LocalDate;
  readonly entryId: string;
  readonly receivedAtMs: number;
}

export interface NewPayment {
  readonly customerId: string;
  /** Over 0. */
  readonly amountMinor: AmountMinor;
  readonly method: string;
  readonly note?: string | null;
}

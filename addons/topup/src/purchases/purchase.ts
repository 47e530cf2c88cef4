import type { AmountMinor } from '@tapline/sdk';

/** Who bought: an admin, the customer, a program by the API, or the line by itself at its limit. */
export type Origin = 'admin' | 'customer' | 'api' | 'automatic';

/** `next-bill`: with the customer's next bill. `pay-first`: the data comes when the balance pays for it. */
export type Charge = 'balance' | 'next-bill' | 'pay-first';

export type PurchaseState = 'waiting' | 'granted' | 'refunded' | 'cancelled';

/** Data that was bought for a line, or is waiting to be paid. */
export interface Purchase {
  readonly id: string;
  readonly serviceId: string;
  readonly customerId: string;
  /** With the customer, names the wish: the same again is the same purchase. */
  readonly requestKey: string;
  /** `Top-up 5 GB`. */
  readonly title: string;
  /** How many offers in one: an automatic one buys as many as the line needs. */
  readonly count: number;
  /** In all. */
  readonly octets: bigint;
  /** In all, tax included. */
  readonly priceMinor: AmountMinor;
  /** As it was asked for: `30 days`, `until 2026-12-31`. */
  readonly validity: string;
  readonly charge: Charge;
  readonly origin: Origin;
  readonly by: string;
  readonly state: PurchaseState;
  /** Of an automatic one: the begin of the period that it was bought in. */
  readonly periodFromMs: number | null;
  readonly grantId: string | null;
  readonly expiresAtMs: number | null;
  /** Of a cancelled one: what was paid of it and stays on the balance. */
  readonly refundedMinor: AmountMinor;
  /** The item that waits for the next bill. */
  readonly billItemId: string | null;
  /** The invoice over it, its pro-forma while it waits to be paid; null where there is none. */
  readonly documentId: string | null;
  readonly orderedAtMs: number;
  readonly grantedAtMs: number | null;
  readonly refundedAtMs: number | null;
}

/** Whether a cancelled order may still be paid, by its pro-forma, and what is paid of it still has to go to the balance. */
export function isUnanswered({ state, documentId, refundedAtMs }: Purchase): boolean {
  return state === 'cancelled' && documentId !== null && refundedAtMs === null;
}

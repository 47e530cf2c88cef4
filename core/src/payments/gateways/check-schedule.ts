import type { PaymentAttemptState } from '@tapline/sdk';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** While somebody may be paying, or waits for a refund. */
const WAITING_MINUTES = [2, 3, 5, 10, 15, 30, 60];
const OPEN_FOR_DAYS = 30;
/** While the gateway holds money back. */
const PENDING_MINUTES = [60, 120, 240, 720, 1440];
/** Refunds and disputes at the gateway whose message was lost. */
const PAID_DAYS = [1, 2, 4, 7, 14, 30];
const PAID_FOR_DAYS = 180;

export interface AttemptToCheck {
  readonly state: PaymentAttemptState;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  /** The gateway has given no answer to a refund yet: it is asked until it does, however old the payment is. */
  readonly isRefundOpen: boolean;
}

/** When a gateway is asked about an attempt the next time, after so many times; null for never again. */
export function nextCheckAtMs(attempt: AttemptToCheck, checks: number, nowMs: number): number | null {
  const { state, createdAtMs, expiresAtMs, isRefundOpen } = attempt;
  if (isRefundOpen) return nowMs + at(WAITING_MINUTES, checks) * MINUTE_MS;
  switch (state) {
    case 'new':
      return expiresAtMs;
    case 'open':
      // Past its time it is still open only where the gateway has given no answer: somebody may have paid.
      return nowMs - createdAtMs > OPEN_FOR_DAYS * DAY_MS ? null : nowMs + at(WAITING_MINUTES, checks) * MINUTE_MS;
    case 'declined':
    case 'cancelled':
      return expiresAtMs !== null && nowMs > expiresAtMs ? null : nowMs + at(WAITING_MINUTES, checks) * MINUTE_MS;
    case 'pending':
    case 'review':
      return nowMs + at(PENDING_MINUTES, checks) * MINUTE_MS;
    case 'paid':
    case 'partly-returned':
    case 'returned':
      return nowMs - createdAtMs > PAID_FOR_DAYS * DAY_MS ? null : nowMs + at(PAID_DAYS, checks) * DAY_MS;
    case 'expired':
      return null;
  }
}

function at(pauses: readonly number[], index: number): number {
  return pauses[Math.min(index, pauses.length - 1)] as number;
}

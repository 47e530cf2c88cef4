import type { GatewaySurcharge, PaymentAttempt, PaymentAttemptState } from '@tapline/sdk';
import type { Movement } from './movement.js';

/** What became of the attempt itself, whatever money moved. */
export type AttemptStep = 'new' | 'open' | 'declined' | 'cancelled' | 'expired';

/** An attempt with what only the core needs. */
export interface KeptAttempt extends PaymentAttempt {
  readonly gatewayKind: 'redirect' | 'batch';
  readonly gatewayTitle: string;
  /** Where its money is. */
  readonly account: string;
  readonly step: AttemptStep;
  readonly stepReason: string | null;
  readonly stepReasonCode: string | null;
  /** What is on its way: being collected, held back, or here and waiting for a person's word. */
  readonly pendingMinor: number;
  readonly surcharge: GatewaySurcharge | null;
  readonly surchargeDocumentId: string | null;
  readonly surchargeRound: number;
  readonly idempotencyKey: string;
  /** In the addresses to which the payer comes back. */
  readonly returnKey: string;
  readonly returnTo: string | null;
  readonly expiresAtMs: number | null;
  /** When the gateway is asked next; null for never. */
  readonly checkAtMs: number | null;
  readonly checks: number;
}

/** Nothing was taken, and the payer may want to try again. */
export function cameToNothing({ state }: Pick<PaymentAttempt, 'state'>): boolean {
  return state === 'declined' || state === 'cancelled' || state === 'expired';
}

/** What the sdk shows of it. */
export function shownAttempt(kept: KeptAttempt): PaymentAttempt {
  const { id, gatewayId, customerId, documentIds, amountMinor, surchargeMinor, totalMinor, currency, state, reference } = kept;
  const { redirectUrl, reason, reasonCode, paidMinor, returnedMinor, createdAtMs, changedAtMs } = kept;
  return {
    id,
    gatewayId,
    customerId,
    documentIds,
    amountMinor,
    surchargeMinor,
    totalMinor,
    currency,
    state,
    reference,
    redirectUrl,
    reason,
    reasonCode,
    paidMinor,
    returnedMinor,
    createdAtMs,
    changedAtMs,
  };
}

const STEP_RANK: Readonly<Record<AttemptStep, number>> = { new: 0, open: 1, declined: 2, cancelled: 3, expired: 4 };

/** Whether a step is further on: like movements, steps are told in any order. */
export function isFurtherStep(step: AttemptStep, than: AttemptStep): boolean {
  return STEP_RANK[step] > STEP_RANK[than];
}

export type Standing = Pick<KeptAttempt, 'state' | 'reason' | 'reasonCode' | 'paidMinor' | 'returnedMinor' | 'pendingMinor'>;

/** How an attempt stands by all that is known: money counts over words. */
export function standingOf(attempt: KeptAttempt, movements: readonly Movement[]): Standing {
  // By reference, so that the order of telling makes no difference.
  const sorted = [...movements].sort((a, b) => (a.reference < b.reference ? -1 : 1));
  const captures = sorted.filter(({ kind }) => kind === 'capture');
  const returns = sorted.filter(({ kind }) => kind === 'return');
  const paidMinor = sum(captures.filter(({ isBooked }) => isBooked));
  const returned = returns.filter(({ isBooked }) => isBooked);
  const returnedMinor = sum(returned);
  const pending = captures.filter(({ status }) => status === 'pending');
  const failed = captures.findLast(({ status }) => status === 'failed');
  const doubts = sorted.filter((movement) => movement.problem !== null && !isGivenBack(movement, returns));
  const [doubtful] = doubts;
  // What did not go back is here, whatever becomes of it: nobody is to be asked for it again.
  const doubtfulMinor = doubts
    .filter(({ kind, currency }) => kind === 'capture' && currency === attempt.currency)
    .reduce((total, capture) => total + capture.amountMinor - sum(returnsOf(capture, returns)), 0);
  const found = (state: PaymentAttemptState, why: { reason: string | null; reasonCode: string | null }, pendingMinor = 0): Standing => ({
    state,
    reason: why.reason,
    reasonCode: why.reasonCode,
    paidMinor,
    returnedMinor,
    pendingMinor,
  });
  const ownWhy = { reason: attempt.stepReason, reasonCode: attempt.stepReasonCode };
  const none = { reason: null, reasonCode: null };
  if (doubtful) return found('review', { reason: doubtful.problem, reasonCode: doubtful.reasonCode }, doubtfulMinor + sum(pending));
  if (paidMinor > 0 && returnedMinor >= paidMinor) return found('returned', returned.at(-1) ?? none);
  if (returnedMinor > 0) return found('partly-returned', returned.at(-1) ?? none);
  if (paidMinor > 0) return found('paid', none);
  if (captures.some(({ problem }) => problem !== null)) return found('returned', returns.at(-1) ?? none);
  if (pending.length > 0) return found('pending', pending.at(-1) ?? none, sum(pending));
  if (failed && !isFurtherStep(attempt.step, 'declined')) return found('declined', failed);
  return found(attempt.step, ownWhy, attempt.step === 'open' && attempt.gatewayKind === 'batch' ? attempt.totalMinor : 0);
}

/** Money that nobody wanted to book, and that went back whole, needs no decision any more. */
function isGivenBack(movement: Movement, returns: readonly Movement[]): boolean {
  if (movement.kind === 'return') return false;
  const back = returnsOf(movement, returns);
  return back.length > 0 && sum(back) >= movement.amountMinor;
}

/** What went back of a capture, booked or not. */
function returnsOf({ reference }: Movement, returns: readonly Movement[]): readonly Movement[] {
  return returns.filter(({ captureReference, status }) => captureReference === reference && status === 'completed');
}

function sum(movements: readonly Movement[]): number {
  return movements.reduce((total, { amountMinor }) => total + amountMinor, 0);
}

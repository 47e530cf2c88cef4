import type { GatewayOccasion, GatewayReport, PaymentAttempt } from '@tapline/sdk';
import type { PayPalApi } from '../api/paypal-api.js';
import { PayPalProblem } from '../api/paypal-problem.js';
import type { PayPalOrder } from '../api/resources.js';
import { reportOf } from './order-report.js';

type Settled = Pick<GatewayOccasion, 'attempt' | 'why' | 'signal'> & { readonly nowMs: number };

/** PayPal forgets orders that nobody has paid, but none this soon. */
const REMEMBERED_MS = 3 * 24 * 60 * 60_000;
/** Refusals after which the order can still be paid, or is. */
const OPEN_ISSUES = new Set(['ORDER_ALREADY_CAPTURED', 'ORDER_NOT_APPROVED', 'PAYER_ACTION_REQUIRED']);

/** Asks how an attempt's order stands, takes its money if it is approved, and says what came of it. Throws where that is not known. */
export async function settleOrder(api: PayPalApi, { attempt, why, signal, nowMs }: Settled): Promise<GatewayReport> {
  const { id, reference } = attempt;
  if (reference === null) return { attempt: { id } };
  try {
    const order = await api.getOrder(reference, signal);
    if (order.status !== 'APPROVED' || !isWanted(attempt, why)) return reportOf(attempt, order);
    if (!isAsAsked(attempt, order))
      return declined(id, 'ORDER_AMOUNT_WRONG', 'the order at PayPal is about another amount; nothing was taken');
    return await capture(api, attempt, reference, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
    if (nowMs - attempt.createdAtMs > REMEMBERED_MS) return { attempt: { id }, step: 'expired', reason: 'PayPal knows this order no more' };
    throw new PayPalProblem(
      'unknown',
      'ORDER_UNKNOWN',
      `PayPal does not know the order ${reference}; are these the keys that it was made with?`,
      404,
    );
  }
}

async function capture(api: PayPalApi, attempt: PaymentAttempt, orderId: string, signal: AbortSignal): Promise<GatewayReport> {
  try {
    return reportOf(attempt, await api.captureOrder(orderId, captureKey(attempt), signal));
  } catch (error) {
    if (!(error instanceof PayPalProblem) || error.kind !== 'refused' || isGone(error)) throw error;
    if (error.issue === 'INSTRUMENT_DECLINED') return declined(attempt.id, error.issue, error.message);
    // Somebody else may just have asked for it: the order says what came of that.
    const order = await api.getOrder(orderId, signal);
    if (order.captures.length > 0 || OPEN_ISSUES.has(error.issue)) return reportOf(attempt, order);
    return declined(attempt.id, error.issue, error.message);
  }
}

/** A payer who went back without paying is not charged for an approval of before; coming back from the page that approves is another word. */
function isWanted({ state }: PaymentAttempt, why: GatewayOccasion['why']): boolean {
  return why === 'return' || (why === 'reconcile' && state !== 'cancelled');
}

function isAsAsked({ totalMinor, currency }: PaymentAttempt, { amount }: PayPalOrder): boolean {
  return amount === null || (amount.amountMinor === totalMinor && amount.currency === currency);
}

/** One for each approval: after a declined card, PayPal would answer the same key with the same refusal. */
function captureKey({ id, state, changedAtMs }: PaymentAttempt): string {
  return state === 'declined' ? `${id}-capture-${changedAtMs}` : `${id}-capture`;
}

function declined(id: string, reasonCode: string, reason: string): GatewayReport {
  return { attempt: { id }, step: 'declined', reasonCode, reason: reason.slice(0, 500) };
}

function isGone(error: unknown): boolean {
  return error instanceof PayPalProblem && error.status === 404 && error.kind === 'refused';
}

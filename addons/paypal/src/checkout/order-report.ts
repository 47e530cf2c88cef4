import type { GatewayReport, MovementStatus, PaymentAttempt, ReportedCapture, ReportedReturn } from '@tapline/sdk';
import type { PayPalCapture, PayPalOrder, PayPalRefund } from '../api/resources.js';

const CAPTURE_STATUS: Readonly<Record<string, ReportedCapture['status']>> = {
  PENDING: 'pending',
  DECLINED: 'failed',
  FAILED: 'failed',
  COMPLETED: 'completed',
  // What went back is told by the refunds.
  PARTIALLY_REFUNDED: 'completed',
  REFUNDED: 'completed',
};

const REFUND_STATUS: Readonly<Record<string, MovementStatus>> = {
  PENDING: 'pending',
  FAILED: 'failed',
  CANCELLED: 'failed',
  COMPLETED: 'completed',
};

/** What an order says of its attempt. */
export function reportOf({ id }: Pick<PaymentAttempt, 'id'>, order: PayPalOrder): GatewayReport {
  const captures = order.captures.flatMap((capture) => captureReport(capture) ?? []);
  const returns = order.refunds.flatMap((refund) => (refund.captureId === '' ? [] : (returnReport(refund, 'refund') ?? [])));
  const isOver = order.status === 'VOIDED' && captures.length === 0;
  return {
    attempt: { id },
    ...(isOver ? { step: 'expired', reason: 'PayPal has let go of the order' } : {}),
    ...(captures.length === 0 ? {} : { captures }),
    ...(returns.length === 0 ? {} : { returns }),
  };
}

/** `undefined` for a status that this does not know: it is asked about again. */
function captureReport({ id, status, reason, amount, feeMinor }: PayPalCapture): ReportedCapture | undefined {
  const told = CAPTURE_STATUS[status];
  if (told === undefined || amount.amountMinor <= 0) return undefined;
  return {
    reference: id,
    status: told,
    ...amount,
    ...(feeMinor === undefined ? {} : { feeMinor }),
    ...(reason === '' ? {} : { reasonCode: reason, reason: reasonText(reason) }),
  };
}

/** A refund, or what PayPal took back itself. */
export function returnReport(
  { id, captureId, status, amount, feeBackMinor, reason }: PayPalRefund,
  kind: ReportedReturn['kind'],
): ReportedReturn | undefined {
  const told = REFUND_STATUS[status];
  if (told === undefined || amount.amountMinor <= 0) return undefined;
  return {
    reference: id,
    captureReference: captureId,
    kind,
    status: told,
    ...amount,
    ...(feeBackMinor === undefined || feeBackMinor === 0 ? {} : { feeMinor: -feeBackMinor }),
    ...(reason === '' ? {} : { reasonCode: reason }),
    ...(kind === 'reversal' ? { reason: 'PayPal took the money back' } : {}),
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ECHECK: 'an eCheck, which takes some days',
  PENDING_REVIEW: 'PayPal is looking at the payment',
  RECEIVING_PREFERENCE_MANDATES_MANUAL_ACTION: "the account's settings at PayPal want it accepted there by hand",
  INTERNATIONAL_WITHDRAWAL: 'it is to be accepted at PayPal by hand',
  TRANSACTION_APPROVED_AWAITING_FUNDING: 'the payer has to pay it in',
  UNILATERAL: 'the PayPal account has not confirmed its e-mail address',
  VERIFICATION_REQUIRED: 'the PayPal account is not verified',
  BUYER_COMPLAINT: 'the payer has complained at PayPal',
  CHARGEBACK: 'the payer’s bank has taken it back',
};

function reasonText(code: string): string {
  return REASONS[code] ?? `PayPal holds it back: ${code}`;
}

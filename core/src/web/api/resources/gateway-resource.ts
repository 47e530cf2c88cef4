import type { CheckoutOutcome, PaymentAttempt } from '@tapline/sdk';
import type { ContributedGateway } from '../../../kernel/addons/contribution-registry.js';
import type { AttemptDetails } from '../../../payments/gateways/attempt-directory.js';
import type { RefundRequest } from '../../../payments/gateways/movement-store.js';
import { amountMinor, array, day, flag, instant, nullable, object, oneOf, page, ref, text } from '../api-schema.js';
import { presentInstant } from './present.js';

const STATES = ['new', 'open', 'pending', 'paid', 'partly-returned', 'returned', 'declined', 'cancelled', 'expired', 'review'] as const;
export const attemptState = oneOf(...STATES);

const ATTEMPT = {
  id: text,
  gatewayId: text,
  customerId: text,
  documentIds: array(text),
  amountMinor,
  surchargeMinor: amountMinor,
  totalMinor: amountMinor,
  currency: text,
  state: attemptState,
  reference: nullable(text),
  redirectUrl: nullable(text),
  reason: nullable(text),
  reasonCode: nullable(text),
  paidMinor: amountMinor,
  returnedMinor: amountMinor,
  createdAt: instant,
  changedAt: instant,
};

export const GATEWAY_SCHEMAS = {
  PaymentGateway: object({
    id: text,
    kind: oneOf('redirect', 'batch'),
    title: text,
    description: {
      anyOf: [text, { type: 'object', additionalProperties: text }],
      description: 'What customers read beside it; by language where it has several.',
    },
    addonId: text,
    obstacle: { ...nullable(text), description: 'Why nothing can be paid through it now.' },
    canRefund: flag,
  }),
  PaymentAttempt: object(ATTEMPT),
  PaymentAttemptPage: page(ref('PaymentAttempt')),
  GatewayRefund: object({
    id: text,
    captureReference: text,
    amountMinor,
    status: { ...oneOf('asked', 'taken', 'refused'), description: 'asked: there is no answer yet; it is asked again by itself.' },
    reference: nullable(text),
    reason: nullable(text),
    askedAt: instant,
  }),
  PaymentAttemptDetails: object({
    ...ATTEMPT,
    movements: array(
      object({
        kind: oneOf('capture', 'refund', 'reversal'),
        reference: text,
        captureReference: nullable(text),
        status: oneOf('pending', 'failed', 'completed', 'withdrawn', 'undone'),
        amountMinor,
        currency: text,
        feeMinor: nullable(amountMinor),
        valueDate: { ...nullable(day), description: 'The day that the bank says, where it says one.' },
        isBooked: flag,
        problem: nullable(text),
        reasonCode: nullable(text),
        reason: nullable(text),
        seenAt: instant,
      }),
    ),
    refunds: array(ref('GatewayRefund')),
    history: array(object({ at: instant, actor: text, what: text })),
  }),
  CheckoutOutcome: object({
    kind: oneOf('redirect', 'over', 'unavailable'),
    url: { ...nullable(text), description: 'Where the payer is to be sent.' },
    attempt: ref('PaymentAttempt'),
  }),
};

export function presentGateway({ addonId, gateway }: ContributedGateway, obstacle: string | null) {
  const { id, kind, title, description } = gateway;
  return { id, kind, title, description, addonId, obstacle, canRefund: 'refund' in gateway };
}

export function presentAttempt(attempt: PaymentAttempt) {
  return {
    id: attempt.id,
    gatewayId: attempt.gatewayId,
    customerId: attempt.customerId,
    documentIds: attempt.documentIds,
    amountMinor: attempt.amountMinor,
    surchargeMinor: attempt.surchargeMinor,
    totalMinor: attempt.totalMinor,
    currency: attempt.currency,
    state: attempt.state,
    reference: attempt.reference,
    redirectUrl: attempt.redirectUrl,
    reason: attempt.reason,
    reasonCode: attempt.reasonCode,
    paidMinor: attempt.paidMinor,
    returnedMinor: attempt.returnedMinor,
    createdAt: presentInstant(attempt.createdAtMs),
    changedAt: presentInstant(attempt.changedAtMs),
  };
}

export function presentGatewayRefund({ id, captureReference, amountMinor: amount, status, reference, reason, askedAtMs }: RefundRequest) {
  return { id, captureReference, amountMinor: amount, status, reference, reason, askedAt: presentInstant(askedAtMs) };
}

export function presentAttemptDetails({ attempt, movements, refundRequests, history }: AttemptDetails) {
  return {
    ...presentAttempt(attempt),
    movements: movements.map((movement) => ({
      kind: movement.returnKind ?? movement.kind,
      reference: movement.reference,
      captureReference: movement.captureReference,
      status: movement.status,
      amountMinor: movement.amountMinor,
      currency: movement.currency,
      feeMinor: movement.feeMinor,
      valueDate: movement.valueDate,
      isBooked: movement.isBooked,
      problem: movement.problem,
      reasonCode: movement.reasonCode,
      reason: movement.reason,
      seenAt: presentInstant(movement.seenAtMs),
    })),
    refunds: refundRequests.map(presentGatewayRefund),
    history: history.map(({ atMs, actorName, what }) => ({ at: presentInstant(atMs), actor: actorName, what })),
  };
}

export function presentCheckout(outcome: CheckoutOutcome) {
  return { kind: outcome.kind, url: outcome.kind === 'redirect' ? outcome.url : null, attempt: presentAttempt(outcome.attempt) };
}

import type { CheckoutOutcome, NewCheckout, PaymentAttempt } from '@tapline/sdk';
import type { JSX } from 'preact';
import { type PortalProblem, tryFor } from '../frame/portal-problem.js';
import type { PortalVisit } from '../frame/portal-visit.js';
import { leaveFor } from './leaving.js';

/** How payers reach this installation, and their language. */
export type PayerOrigin = Required<Pick<NewCheckout, 'origin' | 'locale'>>;

/** How a page answers who wants to pay. */
export interface PayerAnswers {
  readonly show: (title: string, content: JSX.Element) => void;
  /** To try again, or to pay otherwise. */
  readonly showForm: (problem: PortalProblem) => Promise<void> | void;
  /** Nothing can be paid by this attempt any more. */
  readonly showOver: (attempt: PaymentAttempt) => Promise<void> | void;
}

/** Sends somebody to pay. Whoever cannot be sent now reads that nothing was taken, and can try again. */
export async function startPayment(
  visit: PortalVisit,
  start: (from: PayerOrigin) => Promise<CheckoutOutcome>,
  answers: PayerAnswers,
): Promise<void> {
  const { ctx, t, uiSettings } = visit;
  let outcome: CheckoutOutcome | undefined;
  const problem = await tryFor(t, async () => {
    outcome = await start({ origin: `${ctx.protocol}://${ctx.host}`, locale: uiSettings.locale });
  });
  if (problem || !outcome) return answers.showForm(problem ?? { field: undefined, text: t('pay.unreachable') });
  if (outcome.kind === 'redirect') return leaveFor(visit, outcome.url, answers.show);
  if (outcome.kind === 'unavailable') return answers.showForm({ field: undefined, text: t('pay.unreachable') });
  return answers.showOver(outcome.attempt);
}

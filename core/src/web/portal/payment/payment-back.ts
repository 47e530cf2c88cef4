import type { KeptAttempt } from '../../../payments/gateways/kept-attempt.js';
import { withQuery } from '../../admin/parts/hrefs.js';
import { type PortalRoutes, signedInCustomer } from '../frame/portal-routes.js';
import { showGuestOutcome } from './guest-outcome.js';
import type { SeenOutcome } from './outcome.js';

const PAYMENT_BACK = '/portal/payment/back';

/** Where a payer's own browser shows who is signed in: the portal's session is sent to the portal only. */
export function paymentBackPath({ attempt, isUnanswered }: SeenOutcome & { readonly attempt: KeptAttempt }, look: string): string {
  const { id: payment, returnKey: key } = attempt;
  return withQuery(PAYMENT_BACK, { payment, key, look, unanswered: isUnanswered ? '1' : '' });
}

/** Leads payers on to where they wanted to end up; who is not signed in as the payer, in another browser or by now, reads here what became of it. */
export function addPaymentBack(routes: PortalRoutes): void {
  routes.openGet(PAYMENT_BACK, async (visit) => {
    const { payment = '', key = '', look = '', unanswered = '' } = visit.query;
    const attempt = await visit.services.checkout.ofPayer(payment, key);
    const signedIn = await signedInCustomer(visit.ctx, visit.services);
    if (attempt.returnTo !== null && signedIn?.customer.id === attempt.customerId) {
      const found = withQuery('', { payment: attempt.id, look, unanswered });
      visit.goTo(`${attempt.returnTo}${attempt.returnTo.includes('?') ? found.replace('?', '&') : found}`);
    } else showGuestOutcome(visit, { attempt, isUnanswered: unanswered === '1' });
  });
}

import type { CheckoutService } from '../../payments/gateways/checkout-service.js';
import type { Next, WebContext } from '../http/web-context.js';
import type { PortalServices } from '../portal/frame/portal-services.js';
import { PortalVisit } from '../portal/frame/portal-visit.js';
import { showGuestOutcome } from '../portal/payment/guest-outcome.js';
import { paymentBackPath } from '../portal/payment/payment-back.js';

/**
 * `GET /pay/<attempt>/return` and `/cancel`: where gateways send payers back to. It needs no session, for a payer may come back in another browser; the
 * address holds a key of its own, and what the address says is never believed: the gateway is asked. Coming twice, or late, changes nothing.
 */
export function paymentReturn(checkout: CheckoutService, services: PortalServices): (ctx: WebContext, next: Next) => Promise<void> {
  return async (ctx, next) => {
    const [, attemptId, why] = /^\/pay\/([0-9a-z]{26})\/(return|cancel)$/.exec(ctx.path) ?? [];
    if (attemptId === undefined || (ctx.method !== 'GET' && ctx.method !== 'POST')) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    const { key = '', look = '', ...query } = Object.fromEntries(new URLSearchParams(ctx.querystring));
    const { attempt, isAnswered } = await checkout.comeBack(attemptId, key, why === 'cancel' ? 'cancel' : 'return', query);
    const seen = { attempt, isUnanswered: !isAnswered && why === 'return' };
    if (attempt.returnTo === null) return showGuestOutcome(new PortalVisit(ctx, services), seen);
    ctx.status = 303;
    ctx.redirect(paymentBackPath(seen, look));
  };
}

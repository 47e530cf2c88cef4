import type { Clock, Company, PaymentAttemptState } from '@tapline/sdk';
import { Money, UiProvider } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { CheckoutService } from '../../payments/gateways/checkout-service.js';
import type { KeptAttempt } from '../../payments/gateways/kept-attempt.js';
import { Centred } from '../admin/frame/centred.js';
import { THEME_COOKIE, themeOf } from '../admin/frame/document.js';
import type { Next, WebContext } from '../http/web-context.js';
import { ICON_PATHS } from '../ui/icons/icon-data.js';

/**
 * `GET /pay/<attempt>/return` and `/cancel`: where gateways send payers back to. It needs no session, for a payer may come back in another browser; the
 * address holds a key of its own, and what the address says is never believed: the gateway is asked. Coming twice, or late, changes nothing.
 */
export function paymentReturn(parts: {
  readonly checkout: CheckoutService;
  readonly company: Company;
  readonly clock: Clock;
}): (ctx: WebContext, next: Next) => Promise<void> {
  return async (ctx, next) => {
    const [, attemptId, why] = /^\/pay\/([0-9a-z]{26})\/(return|cancel)$/.exec(ctx.path) ?? [];
    if (attemptId === undefined || (ctx.method !== 'GET' && ctx.method !== 'POST')) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Referrer-Policy', 'no-referrer');
    const { key = '', ...query } = Object.fromEntries(new URLSearchParams(ctx.querystring));
    const attempt = await parts.checkout.comeBack(attemptId, key, why === 'cancel' ? 'cancel' : 'return', query);
    if (attempt.returnTo !== null) {
      const mark = attempt.returnTo.includes('?') ? '&' : '?';
      ctx.status = 303;
      ctx.redirect(`${attempt.returnTo}${mark}payment=${attempt.id}`);
      return;
    }
    ctx.type = 'html';
    const { locale, currency, timeZone, name } = parts.company;
    const { title, text } = WORDS[attempt.state];
    ctx.body = `<!doctype html>${renderToString(
      <UiProvider settings={{ locale, currency, timeZone, nowMs: parts.clock.nowMs(), iconPaths: ICON_PATHS }}>
        <Centred title={title} companyName={name} theme={themeOf(ctx.cookies.get(THEME_COOKIE))} path="/">
          <Outcome attempt={attempt} title={title} text={text} />
        </Centred>
      </UiProvider>,
    )}`;
  };
}

const UNKNOWN = {
  title: 'We are asking about your payment',
  text: 'The answer is not there yet. If you have paid, your payment is booked by itself within minutes; do not pay again.',
};
const PAID = { title: 'Thank you, your payment has arrived', text: 'It is booked. You may close this page.' };

/** What payers are told; why the gateway said no is for admins. */
const WORDS: Readonly<Record<PaymentAttemptState, { readonly title: string; readonly text: string }>> = {
  new: UNKNOWN,
  open: UNKNOWN,
  review: UNKNOWN,
  paid: PAID,
  'partly-returned': PAID,
  pending: {
    title: 'Your payment is under review',
    text: 'The payment service holds it back for now. It is booked as soon as it is let through; do not pay again.',
  },
  returned: { title: 'This payment was given back', text: 'It was paid and has gone back to you since.' },
  declined: { title: 'The payment was declined', text: 'Nothing was taken. Try again with another card or account.' },
  cancelled: { title: 'The payment was cancelled', text: 'Nothing was taken.' },
  expired: { title: 'This payment is no longer open', text: 'Nothing was taken. Start again from your invoice.' },
};

function Outcome({ attempt, title, text }: { readonly attempt: KeptAttempt; readonly title: string; readonly text: string }): JSX.Element {
  return (
    <>
      <h1>{title}</h1>
      <p>
        <Money amountMinor={attempt.totalMinor} />
      </p>
      <p class="text-secondary">{text}</p>
    </>
  );
}

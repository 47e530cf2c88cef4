import { Alert } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { KeptAttempt } from '../../../payments/gateways/kept-attempt.js';
import { WEB_ACTOR } from '../../http/session.js';
import { PORTAL_HOME } from '../frame/portal-navigation.js';
import type { PortalProblem } from '../frame/portal-problem.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import { useWords } from '../language/words.js';
import { showGuestOutcome } from './guest-outcome.js';
import { PAY_AGAIN_PATH, PayAgain } from './pay-again-button.js';
import { startPayment } from './start-payment.js';

/** Another try for a guest whose payment came to nothing. The key of the address that the gateway sent the payer back to is all that is asked for. */
export function addPayAgain(routes: PortalRoutes): void {
  routes.openPost(PAY_AGAIN_PATH, async (visit) => {
    const { payment = '', key = '' } = visit.form;
    const { checkout, database } = visit.services;
    const attempt = await checkout.ofPayer(payment, key);
    await startPayment(visit, (from) => checkout.again(WEB_ACTOR, payment, key, from), {
      show: (title, content) => visit.showCentred(title, content),
      showForm: (problem) => visit.showCentred(visit.t('pay.title'), <TryOnceMore attempt={attempt} problem={problem} />, { status: 422 }),
      showOver: async ({ id }) =>
        showGuestOutcome(visit, { attempt: await database.view(WEB_ACTOR, (tx) => checkout.kept(tx, id)), isUnanswered: false }),
    });
  });
}

function TryOnceMore({ attempt, problem }: { readonly attempt: KeptAttempt; readonly problem: PortalProblem }): JSX.Element {
  const t = useWords();
  return (
    <>
      <h1>{t('pay.title')}</h1>
      <Alert tone="bad" title={problem.text} />
      <PayAgain attempt={attempt} />
      <p class="mt-3 mb-0">
        <a href={PORTAL_HOME}>{t('link.signIn')}</a>
      </p>
    </>
  );
}

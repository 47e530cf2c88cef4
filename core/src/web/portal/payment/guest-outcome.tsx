import type { JSX } from 'preact';
import type { KeptAttempt } from '../../../payments/gateways/kept-attempt.js';
import { PORTAL_HOME } from '../frame/portal-navigation.js';
import type { PortalVisit } from '../frame/portal-visit.js';
import { useWords } from '../language/words.js';
import { lookAgain } from './look-again.js';
import { mayTryAgain, Outcome, type SeenOutcome } from './outcome.js';
import { PayAgain } from './pay-again-button.js';

type SeenByGuest = SeenOutcome & { readonly attempt: KeptAttempt };

/** What became of a payment, for who has shown its key and is not signed in. */
export function showGuestOutcome(visit: PortalVisit, seen: SeenByGuest): void {
  lookAgain(visit, seen);
  visit.showCentred(visit.t('pay.title'), <GuestOutcome seen={seen} />);
}

function GuestOutcome({ seen }: { readonly seen: SeenByGuest }): JSX.Element {
  const t = useWords();
  return (
    <>
      <h1>{t('pay.title')}</h1>
      <Outcome seen={seen} />
      {mayTryAgain(seen) && <PayAgain attempt={seen.attempt} />}
      <p class="mt-3 mb-0">
        <a href={PORTAL_HOME}>{t('link.signIn')}</a>
      </p>
    </>
  );
}

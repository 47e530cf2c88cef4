import { Alert, LinkButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { PORTAL_HOME } from '../frame/portal-navigation.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import type { WordKey } from '../language/dictionary.js';
import { useWords } from '../language/words.js';
import { captivePortalAnswer } from './captive-portal.js';
import { type GardenState, gardenStateOf } from './garden-line.js';

export const GARDEN_PATH = '/portal/blocked';
export const CAPTIVE_PORTAL_PATH = '/portal/captive-portal';

/** Where routers lead who is let into the walled garden, and what devices ask to find out that they are in it. */
export function addWalledGardenPages(routes: PortalRoutes): void {
  routes
    .openGet(GARDEN_PATH, async (visit) => {
      const state = await gardenStateOf(visit);
      visit.showCentred(visit.t(`garden.${state}.title`), <Garden state={state} />);
    })
    .openGet(CAPTIVE_PORTAL_PATH, async (visit) => captivePortalAnswer(visit, await gardenStateOf(visit), GARDEN_PATH));
}

/** What signing in is for. */
const SIGN_IN: Readonly<Partial<Record<GardenState, WordKey>>> = { restricted: 'garden.signInToPay', dataUsedUp: 'garden.signInToOpen' };

function Garden({ state }: { readonly state: GardenState }): JSX.Element {
  const t = useWords();
  const canHelpOneself = state === 'restricted' || state === 'dataUsedUp';
  return (
    <>
      <h1>{t(`garden.${state}.title`)}</h1>
      {canHelpOneself && <Alert tone="bad" title={t('home.lineShut')} />}
      <p>{t(`garden.${state}.text`)}</p>
      {state !== 'open' && (
        <>
          <div class="d-grid">
            <LinkButton href={PORTAL_HOME} isPrimary>
              {t(SIGN_IN[state] ?? 'signIn.submit')}
            </LinkButton>
          </div>
          {state === 'restricted' && <p class="text-secondary mt-3 mb-0">{t('garden.byLink')}</p>}
        </>
      )}
    </>
  );
}

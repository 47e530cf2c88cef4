import { WEB_ACTOR } from '../../http/session.js';
import { SignInLimiter } from '../../http/sign-in-limiter.js';
import { safeReturnPath } from '../../ui/safe-href.js';
import { PORTAL_HOME } from '../frame/portal-navigation.js';
import { tryFor } from '../frame/portal-problem.js';
import { forgetSignedIn, keepSignedIn, PORTAL_COOKIE, type PortalRoutes, signedInCustomer } from '../frame/portal-routes.js';
import type { PortalVisit } from '../frame/portal-visit.js';
import { LANGUAGE_COOKIE } from '../language/choose-language.js';
import { isLanguage } from '../language/translate.js';
import { PortalSignInForm } from './sign-in-form.js';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Signing in and out, and the language: what needs no session. */
export function addSignInPages(routes: PortalRoutes): void {
  const limiter = new SignInLimiter();
  routes
    .openGet('/portal/sign-in', async (visit) => {
      if (await signedInCustomer(visit.ctx, visit.services)) visit.goTo(PORTAL_HOME);
      else show(visit, '', undefined);
    })
    .openPost('/portal/sign-in', (visit) => signIn(visit, limiter))
    .openPost('/portal/sign-out', async (visit) => {
      const { database, portalSessions } = visit.services;
      const sessionToken = visit.ctx.cookies.get(PORTAL_COOKIE);
      if (sessionToken) await database.transaction(WEB_ACTOR, (tx) => portalSessions.signOut(tx, sessionToken));
      forgetSignedIn(visit.ctx, visit.isTls);
      visit.goTo('/portal/sign-in');
    })
    .openPost('/portal/language', ({ ctx, form }) => {
      if (isLanguage(form.language)) {
        ctx.cookies.set(LANGUAGE_COOKIE, form.language, { sameSite: 'lax', path: '/portal', maxAge: YEAR_SECONDS * 1000, overwrite: true });
      }
      ctx.status = 303;
      ctx.redirect(safeReturnPath(form.next));
    });
}

async function signIn(visit: PortalVisit, limiter: SignInLimiter): Promise<void> {
  const { database, portalSessions } = visit.services;
  const { login = '', password = '' } = visit.form;
  const attempt = { address: visit.ctx.ip, login };
  const tooOften = await tryFor(visit.t, () => limiter.count(attempt));
  if (tooOften) return show(visit, login, tooOften.text, 429);
  const opened = await database.transaction(WEB_ACTOR, (tx) =>
    portalSessions.signIn(tx, { login: login.slice(0, 200), password: password.slice(0, 200) }),
  );
  if (!opened) return show(visit, login, visit.t('signIn.wrong'), 422);
  await limiter.forget(attempt);
  keepSignedIn(visit.ctx, opened.sessionToken, visit.isTls);
  visit.goTo(PORTAL_HOME);
}

function show(visit: PortalVisit, login: string, problem: string | undefined, status = 200): void {
  visit.showCentred(visit.t('signIn.title'), <PortalSignInForm login={login} problem={problem} />, { status });
}

import { WEB_ACTOR } from '../../http/session.js';
import { SignInLimiter } from '../../http/sign-in-limiter.js';
import { safeReturnPath } from '../../ui/safe-href.js';
import { PORTAL_HOME } from '../frame/portal-navigation.js';
import { tryFor } from '../frame/portal-problem.js';
import { forgetSignedIn, keepSignedIn, PORTAL_COOKIE, type PortalRoutes, signedInCustomer } from '../frame/portal-routes.js';
import type { PortalVisit } from '../frame/portal-visit.js';
import { LANGUAGE_COOKIE } from '../language/choose-language.js';
import { isLanguage, type Language } from '../language/translate.js';
import { PortalSignInForm, type PortalSignInFormProps } from './sign-in-form.js';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Signing in and out, and the language: what needs no session. */
export function addSignInPages(routes: PortalRoutes): void {
  const limiter = new SignInLimiter();
  routes
    .openGet('/portal/sign-in', async (visit) => {
      if (await signedInCustomer(visit.ctx, visit.services)) visit.goTo(wantedPage(visit.query.next));
      else show(visit, { login: '', next: wantedPage(visit.query.next), problem: undefined });
    })
    .openPost('/portal/sign-in', (visit) => signIn(visit, limiter))
    .openPost('/portal/sign-out', async (visit) => {
      const { database, portalSessions } = visit.services;
      const sessionToken = visit.ctx.cookies.get(PORTAL_COOKIE);
      if (sessionToken) await database.transaction(WEB_ACTOR, (tx) => portalSessions.signOut(tx, sessionToken));
      forgetSignedIn(visit.ctx, visit.isTls);
      visit.goTo('/portal/sign-in');
    })
    .openPost('/portal/language', async (visit) => {
      const { ctx, form, services } = visit;
      const { language } = form;
      if (isLanguage(language)) {
        keepLanguage(visit, language);
        const signedIn = await signedInCustomer(ctx, services);
        if (signedIn) {
          await services.database.transaction(WEB_ACTOR, (tx) =>
            services.portalLogins.rememberLanguage(tx, signedIn.customer.id, language),
          );
        }
      }
      ctx.status = 303;
      ctx.redirect(safeReturnPath(form.next));
    });
}

function keepLanguage({ ctx }: PortalVisit, language: Language): void {
  ctx.cookies.set(LANGUAGE_COOKIE, language, { sameSite: 'lax', path: '/portal', maxAge: YEAR_SECONDS * 1000, overwrite: true });
}

/** What was chosen in this browser counts, and is remembered for others; else what the customer has chosen elsewhere. */
async function agreeOnLanguage(visit: PortalVisit, customerId: string): Promise<void> {
  const { database, portalLogins } = visit.services;
  const chosenHere = visit.ctx.cookies.get(LANGUAGE_COOKIE);
  await database.transaction(WEB_ACTOR, async (tx) => {
    if (isLanguage(chosenHere)) return portalLogins.rememberLanguage(tx, customerId, chosenHere);
    const chosenBefore = await portalLogins.language(tx, customerId);
    if (isLanguage(chosenBefore)) keepLanguage(visit, chosenBefore);
  });
}

async function signIn(visit: PortalVisit, limiter: SignInLimiter): Promise<void> {
  const { database, portalSessions } = visit.services;
  const { login = '', password = '' } = visit.form;
  const next = wantedPage(visit.form.next);
  const attempt = { address: visit.ctx.ip, login };
  const tooOften = await tryFor(visit.t, () => limiter.count(attempt));
  if (tooOften) return show(visit, { login, next, problem: tooOften.text }, 429);
  const opened = await database.transaction(WEB_ACTOR, (tx) =>
    portalSessions.signIn(tx, { login: login.slice(0, 200), password: password.slice(0, 200) }),
  );
  if (!opened) return show(visit, { login, next, problem: visit.t('signIn.wrong') }, 422);
  await limiter.forget(attempt);
  await agreeOnLanguage(visit, opened.customer.id);
  keepSignedIn(visit.ctx, opened.sessionToken, visit.isTls);
  visit.goTo(next);
}

/** A page of the portal's to go on to. */
function wantedPage(next: string | undefined): string {
  const path = safeReturnPath(next);
  return /^\/portal\/(?!sign-)/.test(path) ? path : PORTAL_HOME;
}

function show(visit: PortalVisit, form: PortalSignInFormProps, status = 200): void {
  visit.showCentred(visit.t('signIn.title'), <PortalSignInForm {...form} />, { status });
}

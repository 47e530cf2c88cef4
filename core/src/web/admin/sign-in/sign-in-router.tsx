import { Router } from '@koa/router';
import { TaplineError } from '@tapline/sdk';
import { UiProvider } from '@tapline/sdk/ui';
import { renderToString } from 'preact-render-to-string';
import { clearCookie, setCookie } from '../../http/cookies.js';
import { SESSION_COOKIE, SIGN_IN_PATH, WEB_ACTOR } from '../../http/session.js';
import { SignInLimiter } from '../../http/sign-in-limiter.js';
import { formOf, type WebRouterContext, type WebState } from '../../http/web-context.js';
import { ICON_PATHS } from '../../ui/icons/icon-data.js';
import { safeReturnPath } from '../../ui/safe-href.js';
import type { AdminServices } from '../frame/admin-services.js';
import { Centred } from '../frame/centred.js';
import { THEME_COOKIE, themeOf } from '../frame/document.js';
import { asSentence } from '../frame/form-problem.js';
import { SignInForm, type SignInProps } from './sign-in-form.js';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Signing in and out, and the theme: what needs no session. */
export function createSignInRouter(services: AdminServices): Router<WebState> {
  const router = new Router<WebState>();
  const limiter = new SignInLimiter();
  const isTls = services.configuration.web.publicUrl.startsWith('https:');

  router.get(SIGN_IN_PATH, (ctx) => {
    if (ctx.state.principal) redirect(ctx, '/');
    else show(ctx, services, { login: '', next: safeReturnPath(textOf(ctx.query.next)), problem: undefined });
  });

  router.post(SIGN_IN_PATH, async (ctx) => {
    const form = Object.fromEntries(formOf(ctx));
    const login = textOf(form.login) ?? '';
    const next = safeReturnPath(textOf(form.next));
    const attempt = { address: ctx.ip, login };
    const problem = await signIn(attempt, textOf(form.password) ?? '');
    if (problem === undefined) return redirect(ctx, next);
    ctx.status = problem.status;
    show(ctx, services, { login, next, problem: problem.text });

    async function signIn(
      who: { address: string; login: string },
      password: string,
    ): Promise<{ status: number; text: string } | undefined> {
      try {
        await limiter.count(who);
      } catch (error) {
        if (error instanceof TaplineError) return { status: 429, text: asSentence(error.message) };
        throw error;
      }
      const signedIn = await services.database.transaction(WEB_ACTOR, (tx) => services.accounts.signIn(tx, { login: who.login, password }));
      if (!signedIn) return { status: 422, text: 'The login or the password is wrong.' };
      await limiter.forget(who);
      setCookie(ctx, SESSION_COOKIE, signedIn.sessionToken, { isTls });
      return undefined;
    }
  });

  router.post('/sign-out', async (ctx) => {
    const { sessionToken } = ctx.state;
    if (sessionToken !== undefined) {
      await services.database.transaction(ctx.state.principal?.actor ?? WEB_ACTOR, (tx) => services.accounts.signOut(tx, sessionToken));
    }
    clearCookie(ctx, SESSION_COOKIE, { isTls });
    redirect(ctx, SIGN_IN_PATH);
  });

  router.post('/theme', (ctx) => {
    const form = Object.fromEntries(formOf(ctx));
    ctx.cookies.set(THEME_COOKIE, themeOf(textOf(form.theme)), {
      httpOnly: false,
      sameSite: 'lax',
      path: '/',
      maxAge: YEAR_SECONDS * 1000,
    });
    redirect(ctx, safeReturnPath(textOf(form.next)));
  });

  return router;
}

function show(ctx: WebRouterContext, { company, clock }: AdminServices, props: SignInProps): void {
  const settings = {
    locale: company.locale,
    currency: company.currency,
    timeZone: company.timeZone,
    nowMs: clock.nowMs(),
    iconPaths: ICON_PATHS,
  };
  ctx.type = 'html';
  ctx.set('Cache-Control', 'no-store');
  ctx.body = `<!doctype html>${renderToString(
    <UiProvider settings={settings}>
      <Centred title="Sign in" companyName={company.name} theme={themeOf(ctx.cookies.get(THEME_COOKIE))} path={ctx.url}>
        <SignInForm {...props} />
      </Centred>
    </UiProvider>,
  )}`;
}

function redirect(ctx: WebRouterContext, path: string): void {
  ctx.status = 303;
  ctx.redirect(path);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

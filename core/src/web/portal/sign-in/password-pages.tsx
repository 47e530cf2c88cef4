import { Alert, SubmitButton, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { WEB_ACTOR } from '../../http/session.js';
import { SignInLimiter } from '../../http/sign-in-limiter.js';
import { PORTAL_HOME } from '../frame/portal-navigation.js';
import { type PortalProblem, tryFor } from '../frame/portal-problem.js';
import { keepSignedIn, type PortalRoutes } from '../frame/portal-routes.js';
import type { PortalVisit } from '../frame/portal-visit.js';
import { useWords } from '../language/words.js';

const FORGOTTEN = '/portal/forgotten';
const PASSWORD = '/portal/password';

/** Asking for a link by mail, and choosing a password by it. */
export function addPasswordPages(routes: PortalRoutes): void {
  const limiter = new SignInLimiter();
  routes
    .openGet(FORGOTTEN, (visit) => showForgotten(visit, {}))
    .openPost(FORGOTTEN, (visit) => requestReset(visit, limiter))
    .openGet(PASSWORD, async (visit) => {
      const { database, portalLogins } = visit.services;
      const key = visit.query.key ?? '';
      const isGood = await database.view(WEB_ACTOR, (tx) => portalLogins.isKeyGood(tx, key));
      if (isGood) showChoice(visit, key, undefined);
      else showForgotten(visit, { problem: visit.t('problem.keyUsed') }, 410);
    })
    .openPost(PASSWORD, choosePassword);
}

async function requestReset(visit: PortalVisit, limiter: SignInLimiter): Promise<void> {
  const { database, portalLogins } = visit.services;
  const login = (visit.form.login ?? '').slice(0, 200);
  const tooOften = await tryFor(visit.t, () => limiter.count({ address: visit.ctx.ip, login }));
  if (tooOften) return showForgotten(visit, { problem: tooOften.text }, 429);
  const problem = await tryFor(visit.t, () => database.transaction(WEB_ACTOR, (tx) => portalLogins.requestReset(tx, login)));
  showForgotten(visit, problem ? { problem: problem.text } : { isSent: true }, problem ? 409 : 200);
}

async function choosePassword(visit: PortalVisit): Promise<void> {
  const { database, portalLogins, portalSessions } = visit.services;
  const { key = '', password = '', repeated = '' } = visit.form;
  if (password !== repeated) return showChoice(visit, key, { field: 'repeated', text: visit.t('problem.passwordsDiffer') });
  let sessionToken = '';
  const problem = await tryFor(visit.t, () =>
    database.transaction(WEB_ACTOR, async (tx) => {
      const customerId = await portalLogins.choosePassword(tx, key, password);
      ({ sessionToken } = await portalSessions.open(tx, customerId));
    }),
  );
  if (problem?.field === 'password') return showChoice(visit, key, problem);
  if (problem) return showForgotten(visit, { problem: problem.text }, 410);
  keepSignedIn(visit.ctx, sessionToken, visit.isTls);
  visit.goTo(PORTAL_HOME, visit.t('choose.done'));
}

interface ForgottenProps {
  readonly problem?: string;
  readonly isSent?: boolean;
}

function showForgotten(visit: PortalVisit, props: ForgottenProps, status = 200): void {
  visit.showCentred(visit.t('reset.title'), <Forgotten {...props} />, { status });
}

function showChoice(visit: PortalVisit, key: string, problem: PortalProblem | undefined): void {
  visit.showCentred(visit.t('choose.title'), <Choice linkKey={key} problem={problem} />, { status: problem ? 422 : 200 });
}

function Forgotten({ problem, isSent = false }: ForgottenProps): JSX.Element {
  const t = useWords();
  return (
    <>
      <h1>{t('reset.title')}</h1>
      {problem !== undefined && <Alert tone="bad" title={problem} />}
      {isSent ? (
        <Alert tone="info">{t('reset.sent')}</Alert>
      ) : (
        <form method="post" action={FORGOTTEN} class="tl-fields">
          <p class="text-secondary mb-0">{t('reset.intro')}</p>
          <TextField name="login" label={t('signIn.login')} autocomplete="username" isRequired isFocused />
          <div class="d-grid mt-2">
            <SubmitButton icon="mail">{t('reset.submit')}</SubmitButton>
          </div>
        </form>
      )}
      <p class="text-center mt-3 mb-0">
        <a href="/portal/sign-in">{t('signIn.back')}</a>
      </p>
    </>
  );
}

function Choice({ linkKey, problem }: { readonly linkKey: string; readonly problem: PortalProblem | undefined }): JSX.Element {
  const t = useWords();
  const errorOf = (field: string): string | undefined => (problem?.field === field ? problem.text : undefined);
  return (
    <>
      <h1>{t('choose.title')}</h1>
      <form method="post" action={PASSWORD} class="tl-fields">
        <input type="hidden" name="key" value={linkKey} />
        <TextField
          name="password"
          label={t('choose.password')}
          type="password"
          autocomplete="new-password"
          hint={t('choose.hint')}
          error={errorOf('password')}
          isRequired
          isFocused
        />
        <TextField
          name="repeated"
          label={t('choose.repeated')}
          type="password"
          autocomplete="new-password"
          error={errorOf('repeated')}
          isRequired
        />
        <div class="d-grid mt-2">
          <SubmitButton icon="check">{t('choose.submit')}</SubmitButton>
        </div>
      </form>
    </>
  );
}

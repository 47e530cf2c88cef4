import type { Customer } from '@tapline/sdk';
import { Card, SubmitButton, TextAreaField, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { SignInLimiter } from '../../http/sign-in-limiter.js';
import { PortalPage } from '../frame/portal-page.js';
import { type PortalProblem, tryFor } from '../frame/portal-problem.js';
import type { PortalRequest } from '../frame/portal-request.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import { useWords } from '../language/words.js';

const PATH = '/portal/account';

type Texts = Readonly<Record<string, string>>;

interface AccountProps {
  readonly customer: Customer;
  readonly texts: Texts;
  readonly problem?: PortalProblem | undefined;
}

/** How the customer is reached, which the customer may change, and the password. */
export function addAccountPages(routes: PortalRoutes): void {
  const limiter = new SignInLimiter();
  routes
    .get(PATH, (request) => show(request, textsOf(request.customer), undefined))
    .post(PATH, async (request) => {
      const { form, customer, services } = request;
      const entered = (name: string): string | null => (form[name] ?? '').trim() || null;
      const changes = { email: entered('email'), phone: entered('phone'), address: entered('address') };
      const problem = await tryFor(request.t, () =>
        request.transaction(async (tx) => {
          if (customer.email !== null && changes.email !== customer.email) await services.portalLogins.tellOfNewAddress(tx, customer);
          await services.customers.change(tx, customer.id, changes);
        }),
      );
      if (problem) show(request, form, problem);
      else request.goTo(PATH, request.t('account.saved'));
    })
    .post(`${PATH}/password`, (request) => changePassword(request, limiter));
}

async function changePassword(request: PortalRequest, limiter: SignInLimiter): Promise<void> {
  const { t, form, customer, sessionToken, services } = request;
  const { current = '', next = '', repeated = '' } = form;
  const texts = textsOf(customer);
  if (next !== repeated) return show(request, texts, { field: 'repeated', text: t('problem.passwordsDiffer') });
  const attempt = { address: request.ctx.ip, login: customer.id };
  const tooOften = await tryFor(t, () => limiter.count(attempt));
  if (tooOften) return show(request, texts, { field: 'current', text: tooOften.text });
  const change = { current, next, keepSessionToken: sessionToken };
  const problem = await tryFor(t, () => request.transaction((tx) => services.portalLogins.changePassword(tx, customer.id, change)));
  if (problem) return show(request, texts, problem);
  await limiter.forget(attempt);
  request.goTo(PATH, t('account.passwordSaved'));
}

function show(request: PortalRequest, texts: Texts, problem: PortalProblem | undefined): void {
  const { customer, t } = request;
  request.show(t('account.title'), <Account customer={customer} texts={texts} problem={problem} />, { status: problem ? 422 : 200 });
}

function textsOf({ email, phone, address }: Customer): Texts {
  return { email: email ?? '', phone: phone ?? '', address: address ?? '' };
}

function Account({ customer, texts, problem }: AccountProps): JSX.Element {
  const t = useWords();
  const errorOf = (field: string): string | undefined => (problem?.field === field ? problem.text : undefined);
  const isElsewhere = problem !== undefined && !['email', 'phone', 'address', 'current', 'next', 'repeated'].includes(problem.field ?? '');
  return (
    <PortalPage title={t('account.title')} subtitle={t('home.number', { number: customer.number })}>
      {isElsewhere && (
        <p class="text-danger" role="alert">
          {problem.text}
        </p>
      )}
      <form method="post" action={PATH}>
        <Card title={t('account.contact')} footer={<SubmitButton>{t('frame.save')}</SubmitButton>}>
          <div class="tl-fields">
            <div>
              <div class="form-label">{t('account.name')}</div>
              <div>{customer.name}</div>
              <div class="form-hint">{t('account.nameHint')}</div>
            </div>
            <TextField
              name="email"
              label={t('account.email')}
              type="email"
              autocomplete="email"
              value={texts.email}
              error={errorOf('email')}
            />
            <TextField name="phone" label={t('account.phone')} type="tel" autocomplete="tel" value={texts.phone} error={errorOf('phone')} />
            <TextAreaField name="address" label={t('account.address')} value={texts.address} error={errorOf('address')} />
          </div>
        </Card>
      </form>
      <form method="post" action={`${PATH}/password`}>
        <Card title={t('account.password')} footer={<SubmitButton>{t('choose.submit')}</SubmitButton>}>
          <div class="tl-fields">
            <Password name="current" label={t('account.current')} autocomplete="current-password" error={errorOf('current')} />
            <Password
              name="next"
              label={t('choose.password')}
              autocomplete="new-password"
              error={errorOf('next')}
              hint={t('choose.hint')}
            />
            <Password name="repeated" label={t('choose.repeated')} autocomplete="new-password" error={errorOf('repeated')} />
          </div>
        </Card>
      </form>
    </PortalPage>
  );
}

interface PasswordProps {
  readonly name: string;
  readonly label: string;
  readonly autocomplete: string;
  readonly error: string | undefined;
  readonly hint?: string;
}

function Password(props: PasswordProps): JSX.Element {
  return <TextField {...props} type="password" isRequired />;
}

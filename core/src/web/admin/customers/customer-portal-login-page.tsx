import type { Customer } from '@tapline/sdk';
import { Alert, Card, type FormTexts, SchemaForm, SubmitButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { type NewPortalLogin, PORTAL_LOGIN_SCHEMA } from '../../../accounts/portal/portal-login-schema.js';
import type { PortalLogin } from '../../../accounts/portal/portal-login-service.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { findCustomer } from '../parts/find-customer.js';
import { FormFrame } from '../parts/form-frame.js';
import { customerHref } from '../parts/hrefs.js';

const PATH = '/customers/:key/portal-login';

interface PortalLoginModel {
  readonly customer: Customer;
  /** `undefined`: the customer may not sign in. */
  readonly login: PortalLogin | undefined;
}

interface Sent {
  readonly texts: FormTexts;
  readonly problem: FormProblem;
}

/** Whether a customer may sign in to the portal, and by what. */
export function addCustomerPortalLoginPage(routes: AdminRoutes): void {
  routes
    .get(PATH, ['customers.write'], async (request) => show(request, await load(request), undefined))
    .post(PATH, ['customers.write'], set)
    .post(`${PATH}/invite`, ['customers.write'], invite)
    .post(`${PATH}/off`, ['customers.write'], async (request) => {
      const { customer } = await load(request);
      await request.transaction((tx) => request.services.portalLogins.remove(tx, customer.id));
      request.goTo(customerHref(customer), `${customer.name} may not sign in to the portal any more.`);
    });
}

function load(request: AdminRequest): Promise<PortalLoginModel> {
  return request.view(async (tx) => {
    const customer = await findCustomer(request.services, tx, request.parameter('key'));
    return { customer, login: await request.services.portalLogins.find(tx, customer.id) };
  });
}

async function set(request: AdminRequest): Promise<void> {
  const model = await load(request);
  const { login = '', password = '' } = request.form;
  const wanted: NewPortalLogin = { login: login.trim(), ...(password === '' ? {} : { password }) };
  const outcome = await attempt(['login', 'password'], () =>
    request.transaction((tx) => request.services.portalLogins.set(tx, model.customer.id, wanted)),
  );
  if (!outcome.isDone) return show(request, model, { texts: request.form, problem: outcome.problem });
  const { login: kept, hasPassword } = outcome.value;
  const next = hasPassword ? `signs in to the portal as "${kept}".` : `can be invited now: "${kept}" has no password yet.`;
  request.goTo(`${customerHref(model.customer)}/portal-login`, `${model.customer.name} ${next}`);
}

async function invite(request: AdminRequest): Promise<void> {
  const model = await load(request);
  const { customer } = model;
  const outcome = await attempt([], () => request.transaction((tx) => request.services.portalLogins.invite(tx, customer.id)));
  if (!outcome.isDone) return show(request, model, { texts: { login: model.login?.login ?? '' }, problem: outcome.problem });
  request.goTo(
    `${customerHref(customer)}/portal-login`,
    `An invitation is on its way to ${customer.email}; it works once, within three days.`,
  );
}

function show(request: AdminRequest, model: PortalLoginModel, sent: Sent | undefined): void {
  const { customer } = model;
  request.show(
    `Portal login of ${customer.name}`,
    <Page title="Portal login" parent={{ href: customerHref(customer), title: customer.name }}>
      <PortalLoginView model={model} sent={sent} />
    </Page>,
    sent ? { status: 422 } : {},
  );
}

function PortalLoginView({
  model: { customer, login },
  sent,
}: {
  readonly model: PortalLoginModel;
  readonly sent: Sent | undefined;
}): JSX.Element {
  const path = `${customerHref(customer)}/portal-login`;
  const texts = sent?.texts ?? { login: login?.login ?? customer.email ?? '' };
  return (
    <div class="tl-stack">
      {!sent && login?.hasPassword === false && (
        <Alert tone="warning" title="No password yet">
          Send an invitation, by which the customer chooses one, or set one here.
        </Alert>
      )}
      <FormFrame action={path} submit={login ? 'Save' : 'Let them sign in'} cancelHref={customerHref(customer)} problem={sent?.problem}>
        <SchemaForm
          schema={PORTAL_LOGIN_SCHEMA}
          texts={texts}
          errors={sent?.problem.errors ?? {}}
          hasSecrets={login?.hasPassword === true}
        />
      </FormFrame>
      {login && (
        <Card title="Invitation" class="tl-form">
          <p>
            {customer.email === null
              ? 'The customer has no e-mail address to send one to.'
              : `A mail to ${customer.email} with a link by which the customer chooses a password; it works once, within three days.`}
          </p>
          <div class="tl-buttons">
            {customer.email !== null && (
              <form method="post" action={`${path}/invite`}>
                <SubmitButton look="plain" icon="mail">
                  Send an invitation
                </SubmitButton>
              </form>
            )}
            <form method="post" action={`${path}/off`} data-confirm={`Shall ${customer.name} not sign in to the portal any more?`}>
              <SubmitButton look="danger" icon="ban">
                Take the login away
              </SubmitButton>
            </form>
          </div>
        </Card>
      )}
    </div>
  );
}

import { randomInt } from 'node:crypto';
import type { Customer, NewService, ServiceChanges, ServiceWithPlan } from '@tapline/sdk';
import type { FormTexts } from '@tapline/sdk/ui';
import type { NetworkUse } from '../../../network/network-store.js';
import type { PlanUse } from '../../../plans/plan-service.js';
import { isFragmentRequest } from '../../http/web-context.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { findCustomer } from '../parts/find-customer.js';
import { customerHref } from '../parts/hrefs.js';
import { ADDRESS_INPUTS, addressTexts, readAddresses } from './address-form.js';
import { LOGIN_RULES_INPUTS, loginRulesTexts, readLoginRules } from './login-rules-form.js';
import { RevealedPassword, RevealedPasswordPage, ServiceForm } from './service-form-view.js';

const INPUTS = ['planId', 'status', 'login', 'password', ...LOGIN_RULES_INPUTS, ...ADDRESS_INPUTS];
/** Without letters and digits that are taken for each other on paper. */
const PASSWORD_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const PASSWORD_LENGTH = 12;

export interface ServiceFormModel {
  readonly customer: Customer;
  /** `undefined` for a new one. */
  readonly service: ServiceWithPlan | undefined;
  readonly plans: readonly PlanUse[];
  readonly networks: readonly NetworkUse[];
}

export function addServiceFormPages(routes: AdminRoutes): void {
  routes
    .get('/customers/:key/services/new', ['customers.write'], async (request) => {
      const model = await loadNew(request);
      showForm(request, model, { status: 'active', password: suggestPassword(), 'ipv4.mode': 'none' }, undefined);
    })
    .post('/customers/:key/services', ['customers.write'], async (request) => {
      const model = await loadNew(request);
      const draft = { ...readService(request.form), customerId: model.customer.id } as NewService;
      const outcome = await attempt(INPUTS, () => request.transaction((tx) => request.services.services.create(tx, draft)));
      if (!outcome.isDone) return showForm(request, model, request.form, outcome.problem);
      request.goTo(`${customerHref(model.customer)}#service-${outcome.value.id}`, `The service "${outcome.value.login}" is there.`);
    })
    .get('/services/:id/edit', ['customers.write'], async (request) => {
      const model = await loadExisting(request);
      showForm(request, model, textsOf(model), undefined);
    })
    .post('/services/:id/edit', ['customers.write'], async (request) => {
      const model = await loadExisting(request);
      const changes: ServiceChanges = readService(request.form);
      const outcome = await attempt(INPUTS, () =>
        request.transaction((tx) => request.services.services.change(tx, request.parameter('id'), changes)),
      );
      if (!outcome.isDone) return showForm(request, model, request.form, outcome.problem);
      request.goTo(`${customerHref(model.customer)}#service-${outcome.value.id}`, 'The service is changed.');
    })
    .post('/services/:id/password', ['secrets.read'], revealPassword);
}

function loadNew(request: AdminRequest): Promise<ServiceFormModel> {
  const { services } = request;
  return request.view(async (tx) => ({
    customer: await findCustomer(services, tx, request.parameter('key')),
    service: undefined,
    plans: (await services.plans.list(tx)).filter(({ isArchived }) => !isArchived),
    networks: await services.networks.list(tx),
  }));
}

function loadExisting(request: AdminRequest): Promise<ServiceFormModel> {
  const { services } = request;
  return request.view(async (tx) => {
    const service = await services.services.get(tx, request.parameter('id'));
    return {
      customer: await services.customers.get(tx, service.customerId),
      service,
      // An archived plan takes no new services, and keeps those that it has.
      plans: (await services.plans.list(tx)).filter(({ id, isArchived }) => !isArchived || id === service.planId),
      networks: await services.networks.list(tx),
    };
  });
}

function textsOf({ service }: ServiceFormModel): FormTexts {
  if (!service) return {};
  return {
    planId: service.planId,
    status: service.status,
    login: service.login,
    ...loginRulesTexts(service),
    ...addressTexts(service),
  };
}

/** An empty password is no password: of an existing service it stays as it is. */
function readService(form: FormTexts): ServiceChanges {
  const { planId = '', status = '', login = '', password = '' } = form;
  return {
    planId,
    status: status as NonNullable<ServiceChanges['status']>,
    login: login.trim(),
    ...(password === '' ? {} : { password }),
    ...readLoginRules(form),
    ...readAddresses(form),
  };
}

function showForm(request: AdminRequest, model: ServiceFormModel, texts: FormTexts, problem: FormProblem | undefined): void {
  const title = model.service ? `Edit ${model.service.login}` : 'New service';
  request.show(title, <ServiceForm title={title} model={model} texts={texts} problem={problem} />, problem ? { status: 422 } : {});
}

async function revealPassword(request: AdminRequest): Promise<void> {
  const { services } = request;
  const serviceId = request.parameter('id');
  const found = await request.transaction(async (tx) => {
    const service = await services.services.get(tx, serviceId);
    const password = await services.services.password(tx, serviceId);
    await services.audit.record(tx, { action: 'service.showPassword', subject: `service:${serviceId}`, details: { login: service.login } });
    return { service, password };
  });
  if (isFragmentRequest(request.ctx)) request.showFragment(<RevealedPassword password={found.password} />);
  else request.show('Password', <RevealedPasswordPage service={found.service} password={found.password} />);
}

function suggestPassword(): string {
  return Array.from({ length: PASSWORD_LENGTH }, () => PASSWORD_LETTERS.charAt(randomInt(PASSWORD_LETTERS.length))).join('');
}

import { type ChangeOutlook, decimalAmount, parseAmount, type ServiceStatus, type ServiceWithPlan, TaplineError } from '@tapline/sdk';
import type { ChangePreview } from '../../../billing/bills/change-preview.js';
import { changeOutlookOf } from '../../../billing/change-outlook.js';
import type { PlanUse } from '../../../plans/plan-service.js';
import type { ScheduledChange } from '../../../services/service-history.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt } from '../frame/form-problem.js';
import { findCustomer } from '../parts/find-customer.js';
import { customerHref } from '../parts/hrefs.js';
import { ServiceChangeView } from './service-change-view.js';

/** What was chosen, as the form has it. */
export interface ChangeTexts {
  readonly planId: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly date: string;
  readonly status: string;
}

export interface ServiceChangeModel {
  readonly service: ServiceWithPlan;
  readonly plans: readonly PlanUse[];
  readonly texts: ChangeTexts;
  readonly today: string;
  readonly preview: ChangePreview | undefined;
  /** What the billing type of who is not billed by the preview says of it. */
  readonly outlook: ChangeOutlook | undefined;
  readonly problem: string | undefined;
  readonly isRecurring: boolean;
  readonly canBill: boolean;
}

/** Another plan, quantity, price or status, with what it costs before it is saved: now, or on a day. */
export function addServiceChangePages(routes: AdminRoutes): void {
  routes
    .get('/services/:id/change', ['customers.write'], async (request) => show(request, request.query, undefined))
    .post('/services/:id/change', ['customers.write'], save)
    .post('/planned-changes/:id/cancel', ['customers.write'], async (request) => {
      const outcome = await attempt([], () =>
        request.transaction((tx) => request.services.scheduledChanges.cancel(tx, request.parameter('id'))),
      );
      const back = request.ctx.get('Referer').replace(/^https?:\/\/[^/]+/, '') || '/customers';
      request.goTo(back, outcome.isDone ? 'The planned change is cancelled.' : { tone: 'bad', text: outcome.problem.message ?? '' });
    })
    .post('/customers/:key/promise', ['billing.run'], async (request) => {
      const { dunning } = request.services;
      const until = request.form.until || null;
      const customer = await request.view((tx) => findCustomer(request.services, tx, request.parameter('key')));
      const outcome = await attempt(['until'], () => request.transaction((tx) => dunning.promise(tx, customer.id, until)));
      const { message, errors } = outcome.isDone ? { message: undefined, errors: {} } : outcome.problem;
      const done = until === null ? 'The promise is taken back.' : `Not blocked until the end of ${until}.`;
      request.goTo(customerHref(customer), outcome.isDone ? done : { tone: 'bad', text: message ?? Object.values(errors)[0] ?? '' });
    })
    .post('/customers/:key/bill-now', ['billing.run'], async (request) => {
      const customer = await request.view((tx) => request.services.customers.getByNumber(tx, Number(request.parameter('key'))));
      const { company, bills } = request.services;
      const plan = await request.view((tx) => bills.planOn(tx, customer.id, company.today()));
      const totalMinor = plan.bills.reduce((sum, bill) => sum + bill.totalMinor, 0);
      request.goTo(
        `/customers/${customer.number}`,
        plan.bills.length === 0 ? 'There is nothing to bill now.' : await billNow(request, customer.id, totalMinor),
      );
    });
}

async function billNow(request: AdminRequest, customerId: string, totalMinor: number): Promise<string> {
  const issued = await request.transaction((tx) => request.services.bills.billNow(tx, customerId));
  const numbers = issued.map(({ number }) => number).join(', ');
  return `Billed ${request.services.company.format(totalMinor)}: ${numbers}.`;
}

async function save(request: AdminRequest): Promise<void> {
  const id = request.parameter('id');
  const { services } = request;
  const outcome = await attempt([], async () => {
    const service = await request.view((tx) => services.services.get(tx, id));
    const { changes, date } = read(request, request.form, service);
    if (date > services.company.today()) {
      await request.transaction((tx) => services.scheduledChanges.schedule(tx, id, date, changes));
      return { service, words: `The change is planned for ${date}.` };
    }
    await request.transaction(async (tx) => {
      await services.services.change(tx, id, changes);
      if (request.form.billing === 'now' && request.may('billing.run')) await services.bills.billNow(tx, service.customerId);
    });
    return { service, words: 'The service is changed.' };
  });
  if (!outcome.isDone) return show(request, request.form, outcome.problem.message ?? Object.values(outcome.problem.errors)[0]);
  request.goTo(`/customers/${outcome.value.service.customerId}#service-${id}`, outcome.value.words);
}

async function show(request: AdminRequest, given: Readonly<Record<string, string>>, problem: string | undefined): Promise<void> {
  const { services, company, plans, customers, changePreviewer } = request.services;
  const id = request.parameter('id');
  const found = await request.view(async (tx) => {
    const service = await services.get(tx, id);
    return { service, plans: await plans.list(tx), customer: await customers.get(tx, service.customerId) };
  });
  const { service, customer } = found;
  const own = service.unitPriceMinor === null ? '' : decimalAmount(service.unitPriceMinor, company.currency);
  const texts = {
    planId: given.planId ?? service.planId,
    quantity: given.quantity ?? String(service.quantity),
    unitPrice: given.unitPrice ?? own,
    date: given.date ?? company.today(),
    status: given.status ?? service.status,
  };
  const isRecurring = customer.billingType === 'recurring';
  const outcome = await attempt([], async (): Promise<Partial<Pick<ServiceChangeModel, 'preview' | 'outlook'>>> => {
    const { changes, date } = read(request, texts, service);
    if (Object.keys(changes).length === 0) return {};
    if (isRecurring) return { preview: await request.view((tx) => changePreviewer.preview(tx, id, changes, date)) };
    const plan = found.plans.find((each) => each.id === changes.planId) ?? service.plan;
    return { outlook: await request.view((tx) => changeOutlookOf(request.services, tx, customer, { ...service, ...changes, plan })) };
  });
  const model: ServiceChangeModel = {
    service,
    plans: found.plans,
    texts,
    today: company.today(),
    preview: outcome.isDone ? outcome.value.preview : undefined,
    outlook: outcome.isDone ? outcome.value.outlook : undefined,
    problem: problem ?? (outcome.isDone ? undefined : (outcome.problem.message ?? Object.values(outcome.problem.errors)[0])),
    isRecurring,
    canBill: request.may('billing.run'),
  };
  request.show('Change a service', <ServiceChangeView model={model} />, problem === undefined ? {} : { status: 422 });
}

/** Only what differs from the service as it is. */
function read(
  request: AdminRequest,
  texts: { readonly [Name in keyof ChangeTexts]?: string },
  service: ServiceWithPlan,
): { readonly changes: ScheduledChange['changes']; readonly date: string } {
  const { planId = '', quantity = '', unitPrice = '', date = '', status = service.status } = texts;
  const { company } = request.services;
  if (!/^\d{1,5}$/.test(quantity) || Number(quantity) < 1) {
    throw new TaplineError('SERVICE_CHANGE_INVALID', 'invalid', 'the quantity must be a whole number from 1', { field: 'quantity' });
  }
  const unitPriceMinor = unitPrice === '' ? null : parseAmount(unitPrice, company.currency, 'own price');
  return {
    changes: {
      ...(planId === service.planId ? {} : { planId }),
      ...(Number(quantity) === service.quantity ? {} : { quantity: Number(quantity) }),
      ...(unitPriceMinor === service.unitPriceMinor ? {} : { unitPriceMinor }),
      ...(status === service.status ? {} : { status: status as ServiceStatus }),
    },
    date: date === '' ? company.today() : date,
  };
}

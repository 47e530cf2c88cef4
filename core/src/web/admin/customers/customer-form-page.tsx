import type { Customer, CustomerChanges, JsonSchema, NewCustomer } from '@tapline/sdk';
import { type FormTexts, formTexts, readForm } from '@tapline/sdk/ui';
import { CUSTOMER_CHANGES_SCHEMA, NEW_CUSTOMER_SCHEMA } from '../../../customers/customer-schema.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { findCustomer } from '../parts/find-customer.js';
import { customerHref } from '../parts/hrefs.js';
import { CustomerForm, settingsPrefix } from './customer-form-view.js';

const OWN_INPUTS = ['name', 'email', 'phone', 'address', 'status', 'billingType'] as const;
/** Settings of a billing type belong to the billing type's own schema. */
const OWN_SCHEMA: Readonly<Record<'new' | 'changes', JsonSchema>> = {
  new: withoutSettings(NEW_CUSTOMER_SCHEMA),
  changes: { ...withoutSettings(CUSTOMER_CHANGES_SCHEMA), required: ['name', 'billingType'] },
};

export function addCustomerFormPages(routes: AdminRoutes): void {
  routes
    .get('/customers/new', ['customers.write'], (request) => showForm(request, undefined, newTexts(request), undefined))
    .post('/customers', ['customers.write'], async (request) => {
      const { draft, problem } = readCustomer(request, 'new');
      if (problem) return showForm(request, undefined, request.form, problem);
      const outcome = await attempt(inputsOf(request), () =>
        request.transaction((tx) => request.services.customers.create(tx, draft as unknown as NewCustomer)),
      );
      if (!outcome.isDone) return showForm(request, undefined, request.form, outcome.problem);
      request.goTo(customerHref(outcome.value), `${outcome.value.name} is a customer now. Add a service to open a line.`);
    })
    .get('/customers/:key/edit', ['customers.write'], async (request) => {
      const customer = await load(request);
      showForm(request, customer, await textsOf(request, customer), undefined);
    })
    .post('/customers/:key/edit', ['customers.write'], async (request) => {
      const customer = await load(request);
      const { draft, problem } = readCustomer(request, 'changes');
      if (problem) return showForm(request, customer, request.form, problem);
      const outcome = await attempt(inputsOf(request), () =>
        request.transaction((tx) => request.services.customers.change(tx, customer.id, draft as CustomerChanges)),
      );
      if (!outcome.isDone) return showForm(request, customer, request.form, outcome.problem);
      request.goTo(customerHref(customer), 'The customer is changed.');
    });
}

function load(request: AdminRequest): Promise<Customer> {
  return request.view((tx) => findCustomer(request.services, tx, request.parameter('key')));
}

function newTexts(request: AdminRequest): FormTexts {
  const { company } = request.services;
  return { ...formTexts(OWN_SCHEMA.new, {}, company), ...settingsTexts(request, new Map()) };
}

async function textsOf(request: AdminRequest, customer: Customer): Promise<FormTexts> {
  const { company, customers } = request.services;
  const known = await request.view((tx) => customers.settingsByType(tx, customer.id));
  return { ...formTexts(OWN_SCHEMA.changes, { ...customer }, company), ...settingsTexts(request, known) };
}

/** Every billing type has its own inputs, with what the customer had of it last; those of the chosen one count. */
function settingsTexts({ services }: AdminRequest, known: ReadonlyMap<string, Customer['billingSettings']>): FormTexts {
  const texts = services.contributions.billingTypes().map(({ id, settings }) => {
    return formTexts(settings, known.get(id) ?? {}, { currency: services.company.currency, prefix: settingsPrefix(id) });
  });
  return Object.assign({}, ...texts) as FormTexts;
}

interface CustomerReading {
  readonly draft: Readonly<Record<string, unknown>>;
  readonly problem: FormProblem | undefined;
}

function readCustomer({ form, services }: AdminRequest, kind: 'new' | 'changes'): CustomerReading {
  const { currency } = services.company;
  const own = readForm(OWN_SCHEMA[kind], form, { currency });
  const type = services.contributions.billingType(form.billingType ?? '');
  const settings = type && readForm(type.settings, form, { currency, prefix: settingsPrefix(type.id) });
  const errors = { ...own.errors, ...settings?.errors };
  const draft = { ...own.values, ...(settings ? { billingSettings: settings.values } : {}) };
  return { draft, problem: Object.keys(errors).length > 0 ? { errors } : undefined };
}

/** An error names a setting by its own name or under `billingSettings`; the input's name ends so. */
function inputsOf({ form, services }: AdminRequest): readonly string[] {
  const type = services.contributions.billingType(form.billingType ?? '');
  return [...OWN_INPUTS, ...Object.keys(type?.settings.properties ?? {}).map((key) => `${settingsPrefix(type?.id ?? '')}${key}`)];
}

function showForm(request: AdminRequest, customer: Customer | undefined, texts: FormTexts, problem: FormProblem | undefined): void {
  const title = customer ? `Edit ${customer.name}` : 'New customer';
  const { contributions } = request.services;
  request.show(
    title,
    <CustomerForm
      title={title}
      customer={customer}
      schema={customer ? OWN_SCHEMA.changes : OWN_SCHEMA.new}
      billingTypes={contributions.billingTypes()}
      texts={texts}
      problem={problem}
    />,
    problem ? { status: 422 } : {},
  );
}

function withoutSettings(schema: JsonSchema): JsonSchema {
  const { billingSettings: _billingSettings, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
}

import { type FormTexts, formTexts, readForm, SchemaForm } from '@tapline/sdk/ui';
import { TAX_PROFILE_SCHEMA } from '../../../documents/tax/tax-schema.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { findCustomer } from '../parts/find-customer.js';
import { FormFrame } from '../parts/form-frame.js';
import { customerHref } from '../parts/hrefs.js';

const PATH = '/customers/:key/tax';
const INPUTS = Object.keys(TAX_PROFILE_SCHEMA.properties ?? {});

/** How tax applies to a customer: charged, exempt, or owed by the customer. */
export function addCustomerTaxPage(routes: AdminRoutes): void {
  routes
    .get(PATH, ['customers.write'], (request) => show(request, undefined))
    .post(PATH, ['customers.write'], async (request) => {
      const { values } = readForm(TAX_PROFILE_SCHEMA, request.form, request.services.company);
      const outcome = await attempt(INPUTS, () =>
        request.transaction(async (tx) => {
          const customer = await findCustomer(request.services, tx, request.parameter('key'));
          await request.services.tax.setProfile(tx, customer.id, values);
          return customer;
        }),
      );
      if (outcome.isDone) request.goTo(customerHref(outcome.value), 'Documents are taxed so from now on.');
      else await show(request, { texts: request.form, problem: outcome.problem });
    });
}

async function show(request: AdminRequest, sent: { readonly texts: FormTexts; readonly problem: FormProblem } | undefined): Promise<void> {
  const { services } = request;
  const { customer, profile } = await request.view(async (tx) => {
    const found = await findCustomer(services, tx, request.parameter('key'));
    return { customer: found, profile: await services.tax.profile(tx, found.id) };
  });
  const texts = sent?.texts ?? formTexts(TAX_PROFILE_SCHEMA, { ...profile }, services.company);
  request.show(
    `Tax of ${customer.name}`,
    <Page title="Tax" parent={{ href: customerHref(customer), title: customer.name }}>
      <FormFrame action={`${customerHref(customer)}/tax`} submit="Save" cancelHref={customerHref(customer)} problem={sent?.problem}>
        <SchemaForm schema={{ ...TAX_PROFILE_SCHEMA, required: ['treatment'] }} texts={texts} errors={sent?.problem.errors ?? {}} />
      </FormFrame>
    </Page>,
    sent ? { status: 422 } : {},
  );
}

import type { Customer, JsonSchema, WantedOneTimeItem } from '@tapline/sdk';
import { type FormTexts, formTexts, readForm, SchemaForm } from '@tapline/sdk/ui';
import { NEW_ONE_TIME_ITEM_SCHEMA } from '../../../billing/bills/one-time-item-service.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { findCustomer } from '../parts/find-customer.js';
import { FormFrame } from '../parts/form-frame.js';
import { customerHref } from '../parts/hrefs.js';
import { newPaymentKey } from '../payments/payment-key.js';

const PATH = '/customers/:key/items';
const { customerId: _customer, serviceId: _service, ...typed } = NEW_ONE_TIME_ITEM_SCHEMA.properties ?? {};
const FORM_SCHEMA: JsonSchema = { ...NEW_ONE_TIME_ITEM_SCHEMA, properties: typed, required: ['description', 'unitPriceMinor'] };
const INPUTS = Object.keys(typed);
const LONGEST_KEY = 100;

/** An installation, a device, a call-out: charged once, with the next bill. */
export function addOneTimeItemPages(routes: AdminRoutes): void {
  routes
    .get(`${PATH}/new`, ['customers.write'], async (request) => {
      const customer = await request.view((tx) => findCustomer(request.services, tx, request.parameter('key')));
      show(request, customer, { texts: formTexts(FORM_SCHEMA, {}, request.services.company), actionKey: newPaymentKey() });
    })
    .post(PATH, ['customers.write'], add)
    .post('/one-time-items/:id/cancel', ['customers.write'], async (request) => {
      const { oneTimeItems } = request.services;
      const outcome = await attempt([], () => request.transaction((tx) => oneTimeItems.cancel(tx, request.parameter('id'))));
      const back = request.ctx.get('Referer').replace(/^https?:\/\/[^/]+/, '') || '/customers';
      request.goTo(back, outcome.isDone ? 'The item is cancelled.' : { tone: 'bad', text: outcome.problem.message ?? '' });
    });
}

async function add(request: AdminRequest): Promise<void> {
  const { form, services } = request;
  const customer = await request.view((tx) => findCustomer(services, tx, request.parameter('key')));
  const actionKey = (form.actionKey ?? '').slice(0, LONGEST_KEY) || newPaymentKey();
  const { values, errors } = readForm(FORM_SCHEMA, form, services.company);
  const draft = { ...(values as unknown as Omit<WantedOneTimeItem, 'customerId'>), customerId: customer.id };
  const outcome =
    Object.keys(errors).length > 0
      ? { isDone: false as const, problem: { errors } }
      : await attempt(INPUTS, () => request.transaction((tx) => services.oneTimeItems.add(tx, draft, { idempotencyKey: actionKey })));
  if (!outcome.isDone) return show(request, customer, { texts: form, actionKey, problem: outcome.problem });
  request.goTo(customerHref(customer), `${outcome.value.description} comes with the next bill.`);
}

interface Sent {
  readonly texts: FormTexts;
  /** However often the form is sent, the item is added once. */
  readonly actionKey: string;
  readonly problem?: FormProblem;
}

function show(request: AdminRequest, customer: Customer, { texts, actionKey, problem }: Sent): void {
  request.show(
    'Charge once',
    <Page title="Charge once" parent={{ href: customerHref(customer), title: customer.name }} subtitle="It comes with the next bill">
      <FormFrame action={`${customerHref(customer)}/items`} submit="Add it" cancelHref={customerHref(customer)} problem={problem}>
        <input type="hidden" name="actionKey" value={actionKey} />
        <SchemaForm schema={FORM_SCHEMA} texts={texts} errors={problem?.errors ?? {}} />
      </FormFrame>
    </Page>,
    problem ? { status: 422 } : {},
  );
}

import type { Customer, NewPayment } from '@tapline/sdk';
import { type FormTexts, formTexts, readForm } from '@tapline/sdk/ui';
import { NEW_PAYMENT_SCHEMA } from '../../../payments/payment-schema.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { findCustomer } from '../parts/find-customer.js';
import { customerHref } from '../parts/hrefs.js';
import { PaymentForm } from './payment-form.js';
import { newPaymentKey } from './payment-key.js';

const INPUTS = ['amountMinor', 'method', 'note'];
const LONGEST_KEY = 100;

export function addPaymentPages(routes: AdminRoutes): void {
  routes
    .get('/customers/:key/payments/new', ['payments.write'], async (request) => {
      const payer = await loadPayer(request);
      const texts = { ...formTexts(NEW_PAYMENT_SCHEMA, {}, request.services.company), paymentKey: newPaymentKey() };
      showForm(request, payer, texts, undefined);
    })
    .post('/customers/:key/payments', ['payments.write'], takePayment);
}

interface Payer {
  readonly customer: Customer;
  readonly balanceMinor: number;
}

function loadPayer(request: AdminRequest): Promise<Payer> {
  return request.view(async (tx) => {
    const customer = await findCustomer(request.services, tx, request.parameter('key'));
    return { customer, balanceMinor: await request.services.ledger.balance(tx, customer.id) };
  });
}

async function takePayment(request: AdminRequest): Promise<void> {
  const payer = await loadPayer(request);
  const { form, services } = request;
  const paymentKey = (form.paymentKey ?? '').slice(0, LONGEST_KEY) || newPaymentKey();
  const { values, errors } = readForm(NEW_PAYMENT_SCHEMA, { ...form, customerId: payer.customer.id }, services.company);
  const isRead = Object.keys(errors).length === 0;
  const outcome = isRead
    ? await attempt(INPUTS, () =>
        request.transaction((tx) => services.payments.record(tx, values as unknown as NewPayment, { idempotencyKey: paymentKey })),
      )
    : { isDone: false as const, problem: { errors } };
  if (!outcome.isDone) {
    showForm(request, payer, { ...form, paymentKey }, outcome.problem);
    return;
  }
  request.goTo(
    customerHref(payer.customer),
    `${services.company.format(outcome.value.amountMinor)} from ${payer.customer.name} is recorded.`,
  );
}

function showForm(request: AdminRequest, { customer, balanceMinor }: Payer, texts: FormTexts, problem: FormProblem | undefined): void {
  request.show(
    'Take a payment',
    <Page title="Take a payment" parent={{ href: customerHref(customer), title: customer.name }}>
      <div class="card tl-form">
        <div class="card-body">
          <PaymentForm
            customer={customer}
            balanceMinor={balanceMinor}
            texts={texts}
            problem={problem}
            cancelHref={customerHref(customer)}
          />
        </div>
      </div>
    </Page>,
    problem ? { status: 422 } : {},
  );
}

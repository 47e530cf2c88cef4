import type { BillingOutlook, Customer, JsonSchema, NewPayment, OpenInvoice } from '@tapline/sdk';
import { type FormTexts, formTexts, readForm } from '@tapline/sdk/ui';
import { outlooksOf } from '../../../billing/outlooks.js';
import { NEW_PAYMENT_SCHEMA } from '../../../payments/payment-schema.js';
import { sumToPay } from '../../../payments/sum-to-pay.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { findCustomer } from '../parts/find-customer.js';
import { customerHref } from '../parts/hrefs.js';
import { PaymentForm } from './payment-form.js';
import { newPaymentKey } from './payment-key.js';

const INPUTS = ['amountMinor', 'method', 'valueDate', 'note'];
const LONGEST_KEY = 100;
/** What is typed; the invoice is chosen beside it. */
const { documentIds: _documentIds, reference: _reference, ...typed } = NEW_PAYMENT_SCHEMA.properties ?? {};
const FORM_SCHEMA: JsonSchema = { ...NEW_PAYMENT_SCHEMA, properties: typed };

export function addPaymentPages(routes: AdminRoutes): void {
  routes
    .get('/customers/:key/payments/new', ['payments.write'], async (request) => {
      const payer = await loadPayer(request);
      const pays = request.query.pays ?? '';
      const named = payer.openInvoices.find(({ documentId }) => documentId === pays);
      const sumMinor = named?.openMinor ?? sumToPay(payer);
      const known = sumMinor > 0 ? { amountMinor: sumMinor } : {};
      const texts = { ...formTexts(FORM_SCHEMA, known, request.services.company), paymentKey: newPaymentKey(), pays };
      showForm(request, payer, texts, undefined);
    })
    .post('/customers/:key/payments', ['payments.write'], takePayment);
}

interface Payer {
  readonly customer: Customer;
  readonly balanceMinor: number;
  readonly openInvoices: readonly OpenInvoice[];
  readonly outlook: BillingOutlook | undefined;
  readonly pendingMinor: number;
}

function loadPayer(request: AdminRequest): Promise<Payer> {
  return request.view(async (tx) => {
    const customer = await findCustomer(request.services, tx, request.parameter('key'));
    const { ledger, settlement, pendingMoney } = request.services;
    return {
      customer,
      balanceMinor: await ledger.balance(tx, customer.id),
      openInvoices: await settlement.openInvoices(tx, customer.id),
      outlook: (await outlooksOf(request.services, tx, [customer])).get(customer.id),
      pendingMinor: (await pendingMoney.sums(tx, [customer.id])).get(customer.id) ?? 0,
    };
  });
}

async function takePayment(request: AdminRequest): Promise<void> {
  const payer = await loadPayer(request);
  const { form, services } = request;
  const paymentKey = (form.paymentKey ?? '').slice(0, LONGEST_KEY) || newPaymentKey();
  const { values, errors } = readForm(FORM_SCHEMA, { ...form, customerId: payer.customer.id }, services.company);
  const named = form.pays ? { documentIds: [form.pays.slice(0, 80)] } : {};
  const isRead = Object.keys(errors).length === 0;
  const outcome = isRead
    ? await attempt(INPUTS, () =>
        request.transaction((tx) =>
          services.payments.record(tx, { ...(values as unknown as NewPayment), ...named }, { idempotencyKey: paymentKey }),
        ),
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

function showForm(
  request: AdminRequest,
  { customer, balanceMinor, openInvoices, outlook }: Payer,
  texts: FormTexts,
  problem: FormProblem | undefined,
): void {
  request.show(
    'Take a payment',
    <Page title="Take a payment" parent={{ href: customerHref(customer), title: customer.name }}>
      <div class="card tl-form">
        <div class="card-body">
          <PaymentForm
            customer={customer}
            balanceMinor={balanceMinor}
            outlook={outlook}
            texts={texts}
            openInvoices={openInvoices}
            problem={problem}
            cancelHref={customerHref(customer)}
          />
        </div>
      </div>
    </Page>,
    problem ? { status: 422 } : {},
  );
}

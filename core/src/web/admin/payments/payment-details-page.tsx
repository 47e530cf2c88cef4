import { type Customer, invalid, type Payment, parseAmount, type Refund } from '@tapline/sdk';
import { Card, type Column, Day, DescriptionList, Icon, Money, SubmitButton, Table, TextField, useUiSettings, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { PaidPart } from '../../../documents/open-items/settlement-service.js';
import type { KeptAttempt } from '../../../payments/gateways/kept-attempt.js';
import { receiptTitle } from '../../../payments/method-titles.js';
import { PAYMENT_METHODS } from '../../../payments/payment-schema.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';
import { customerHref, documentHref } from '../parts/hrefs.js';
import { newPaymentKey } from './payment-key.js';
import { PaymentBadge } from './payment-list-page.js';

interface PaymentModel {
  readonly payment: Payment;
  readonly customer: Customer;
  readonly parts: readonly PaidPart[];
  readonly refunds: readonly Refund[];
  /** Where it came through a gateway. */
  readonly attempt: KeptAttempt | undefined;
  readonly actionKey: string;
  readonly mayWrite: boolean;
}

export function addPaymentDetailsPage(routes: AdminRoutes): void {
  routes
    .get('/payments/:id', ['customers.read'], (request) => showPayment(request, undefined))
    .post('/payments/:id/cancel', ['documents.write'], (request) =>
      act(request, 'The payment is cancelled; what it paid is open again.', async () => {
        const reason = (request.form.reason ?? '').trim().slice(0, 300);
        if (reason === '') throw invalid('PAYMENT_REASON_MISSING', 'say why the payment is cancelled', 'reason');
        await request.transaction((tx) => request.services.refunds.cancel(tx, request.parameter('id'), reason));
      }),
    )
    .post('/payments/:id/refund', ['documents.write'], (request) =>
      act(request, 'The refund is recorded.', async () => {
        const { form, services } = request;
        const amountMinor = parseAmount(form.amount ?? '', services.company.currency, 'amount');
        await request.transaction(async (tx) => {
          const { id, customerId, method } = await services.payments.get(tx, request.parameter('id'));
          const by = Object.hasOwn(PAYMENT_METHODS, method) ? method : 'bank';
          const draft = { customerId, paymentId: id, amountMinor, method: by };
          await services.refunds.refund(tx, draft, { idempotencyKey: `page:${form.actionKey ?? ''}`.slice(0, 100) });
        });
      }),
    )
    .post('/payments/:id/receipt', ['documents.write'], async (request) => {
      const { services } = request;
      const receipt = await request.transaction(async (tx) => {
        const payment = await services.payments.get(tx, request.parameter('id'));
        return services.followUps.receipt(tx, payment, receiptTitle(services.contributions, payment));
      });
      request.goTo(documentHref(receipt.id), `Receipt ${receipt.number} is issued.`);
    });
}

async function act(request: AdminRequest, done: string, work: () => Promise<void>): Promise<void> {
  const outcome = await attempt([], work);
  if (outcome.isDone) request.goTo(`/payments/${request.parameter('id')}`, done);
  else await showPayment(request, outcome.problem);
}

async function showPayment(request: AdminRequest, problem: FormProblem | undefined): Promise<void> {
  const { services } = request;
  const model = await request.view(async (tx): Promise<PaymentModel> => {
    const payment = await services.payments.get(tx, request.parameter('id'));
    return {
      payment,
      customer: await services.customers.get(tx, payment.customerId),
      parts: await services.settlement.allocationsOf(tx, payment.id),
      refunds: await services.refunds.ofPayment(tx, payment.id),
      attempt: await services.paymentAttempts.ofPayment(tx, payment.id),
      actionKey: newPaymentKey(),
      mayWrite: request.may('documents.write'),
    };
  });
  request.show('Payment', <PaymentView model={model} problem={problem} />, problem ? { status: 422 } : {});
}

const PARTS: readonly Column<PaidPart>[] = [
  { title: 'Date', isNarrow: true, cell: ({ date }) => <Day date={date} /> },
  {
    title: 'What',
    role: 'primary',
    cell: ({ other, amountMinor }) => (
      <>
        {other?.kind === 'invoice' ? <a href={documentHref(other.id)}>Invoice {other.number}</a> : (other?.number ?? 'Balance')}
        {amountMinor < 0 && <div class="tl-sub">taken back</div>}
      </>
    ),
  },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
];

function PaymentView({ model, problem }: { readonly model: PaymentModel; readonly problem: FormProblem | undefined }): JSX.Element {
  const { payment, customer, parts, mayWrite } = model;
  const canGoBack = mayWrite && payment.cancelledAtMs === null && payment.refundedMinor < payment.amountMinor;
  return (
    <Page
      title="Payment"
      parent={{ href: '/payments', title: 'Payments' }}
      badges={<PaymentBadge payment={payment} />}
      subtitle={
        <>
          <Money amountMinor={payment.amountMinor} /> from <a href={customerHref(customer)}>{customer.name}</a>,{' '}
          <When instantMs={payment.receivedAtMs} />
        </>
      }
      actions={
        mayWrite &&
        payment.cancelledAtMs === null && (
          <form method="post" action={`/payments/${payment.id}/receipt`}>
            <SubmitButton icon="receipt" look="plain">
              Receipt
            </SubmitButton>
          </form>
        )
      }
    >
      <ProblemAlert problem={problem} />
      <div class="tl-grid">
        <div class="tl-span-8 tl-stack">
          <Card title="What it paid" isFlush>
            <Table
              caption="What it paid"
              columns={PARTS}
              rows={parts}
              rowKey={(part) => String(parts.indexOf(part))}
              empty={{ icon: 'wallet', title: 'It is on the balance', children: 'The next invoice takes it.' }}
            />
          </Card>
          {canGoBack && <Refunding model={model} />}
          {canGoBack && payment.refundedMinor === 0 && !model.attempt && <Cancelling payment={payment} />}
        </div>
        <div class="tl-span-4 tl-stack">
          <Card title="Facts">
            <DescriptionList
              items={[
                { term: 'Counts on', value: <Day date={payment.date} /> },
                ...(payment.valueDate === null || payment.valueDate === payment.date
                  ? []
                  : [{ term: 'Value date', value: <Day date={payment.valueDate} /> }]),
                { term: 'Method', value: PAYMENT_METHODS[payment.method]?.title ?? model.attempt?.gatewayTitle ?? payment.method },
                ...(model.attempt ? [{ term: 'Through', value: <GatewayLink attempt={model.attempt} /> }] : []),
                { term: 'Reference', value: payment.reference },
                { term: 'Note', value: payment.note },
                { term: 'Refunded', value: <Money amountMinor={payment.refundedMinor} /> },
                ...(payment.cancelReason === null ? [] : [{ term: 'Cancelled', value: payment.cancelReason }]),
              ]}
            />
          </Card>
        </div>
      </div>
    </Page>
  );
}

function GatewayLink({ attempt: { id, gatewayTitle } }: { readonly attempt: KeptAttempt }): JSX.Element {
  return (
    <>
      <a href={`/payment-attempts/${id}`}>{gatewayTitle}</a>
      <div class="tl-sub">refund it there, and the money goes back the way it came</div>
    </>
  );
}

function Refunding({ model: { payment, actionKey } }: { readonly model: PaymentModel }): JSX.Element {
  const { currency } = useUiSettings();
  return (
    <details class="card tl-fold">
      <summary class="card-header">
        <h2 class="card-title">Refund</h2>
        <span class="tl-sub">give money back; invoices that it paid may be open again</span>
        <Icon name="chevron-down" class="tl-fold-mark" />
      </summary>
      <form class="card-body tl-fields" method="post" action={`/payments/${payment.id}/refund`}>
        <input type="hidden" name="actionKey" value={actionKey} />
        <TextField name="amount" label="Amount" value="" suffix={currency} inputMode="decimal" autocomplete="off" isRequired />
        <div class="tl-buttons">
          <SubmitButton icon="transfer">Record the refund</SubmitButton>
        </div>
      </form>
    </details>
  );
}

function Cancelling({ payment }: { readonly payment: Payment }): JSX.Element {
  return (
    <details class="card tl-fold">
      <summary class="card-header">
        <h2 class="card-title">Cancel</h2>
        <span class="tl-sub">entered by mistake, or returned by the bank</span>
        <Icon name="chevron-down" class="tl-fold-mark" />
      </summary>
      <form class="card-body tl-fields" method="post" action={`/payments/${payment.id}/cancel`}>
        <TextField name="reason" label="Why" value="" maxLength={300} isRequired />
        <div class="tl-buttons">
          <SubmitButton icon="circle-x" look="danger">
            Cancel the payment
          </SubmitButton>
        </div>
      </form>
    </details>
  );
}

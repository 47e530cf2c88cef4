import { type Customer, type IssuedDocument, parseAmount } from '@tapline/sdk';
import {
  Alert,
  Badge,
  Card,
  type Column,
  Day,
  DescriptionList,
  Icon,
  Money,
  Stat,
  SubmitButton,
  Table,
  TextField,
  useUiSettings,
  When,
} from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { AttemptDetails } from '../../../payments/gateways/attempt-directory.js';
import type { AttemptEvent } from '../../../payments/gateways/attempt-store.js';
import type { RefundableCapture } from '../../../payments/gateways/gateway-refunds.js';
import type { Movement } from '../../../payments/gateways/movement.js';
import type { RefundRequest } from '../../../payments/gateways/movement-store.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { type FormProblem, attempt as tryTo } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';
import { customerHref, documentHref } from '../parts/hrefs.js';
import { AttemptBadge } from './attempt-status.js';
import { newPaymentKey } from './payment-key.js';

interface AttemptModel extends AttemptDetails {
  readonly customer: Customer;
  readonly documents: readonly IssuedDocument[];
  readonly refundable: readonly RefundableCapture[];
  readonly canRefund: boolean;
  readonly isRunning: boolean;
  readonly actionKey: string;
  readonly may: { readonly write: boolean; readonly pay: boolean };
}

const PATH = '/payment-attempts';

export function addAttemptPage(routes: AdminRoutes): void {
  routes
    .get(`${PATH}/:id`, ['customers.read'], (request) => showAttempt(request, undefined))
    .post(`${PATH}/:id/check`, ['payments.write'], (request) =>
      act(request, 'The gateway was asked.', () => request.services.gatewayReconciler.check(request.parameter('id'))),
    )
    .post(`${PATH}/:id/accept`, ['documents.write'], (request) =>
      act(request, 'It is booked as it came.', async () => {
        await request.transaction((tx) => request.services.gatewayReports.accept(tx, request.parameter('id')));
      }),
    )
    .post(`${PATH}/:id/refund`, ['documents.write'], (request) =>
      act(request, 'The gateway was asked to give the money back.', async () => {
        const { form, services, principal } = request;
        const amountMinor = parseAmount(form.amount ?? '', services.company.currency, 'amount');
        const idempotencyKey = `page:${form.actionKey ?? ''}`.slice(0, 100);
        await services.gatewayRefunds.refund(principal.actor, request.parameter('id'), { amountMinor }, { idempotencyKey });
      }),
    );
}

async function act(request: AdminRequest, done: string, work: () => Promise<void>): Promise<void> {
  const outcome = await tryTo([], work);
  if (outcome.isDone) request.goTo(`${PATH}/${request.parameter('id')}`, done);
  else await showAttempt(request, outcome.problem);
}

async function showAttempt(request: AdminRequest, problem: FormProblem | undefined): Promise<void> {
  const { services } = request;
  const model = await request.view(async (tx): Promise<AttemptModel> => {
    const details = await services.paymentAttempts.details(tx, request.parameter('id'));
    const { id, customerId, gatewayId, documentIds } = details.attempt;
    const documents: IssuedDocument[] = [];
    for (const documentId of documentIds) documents.push(await services.documents.get(tx, documentId));
    const gateway = services.gateways.find(gatewayId);
    return {
      ...details,
      customer: await services.customers.get(tx, customerId),
      documents,
      refundable: await services.gatewayRefunds.refundable(tx, id),
      canRefund: gateway?.refund !== undefined,
      isRunning: gateway !== undefined,
      actionKey: newPaymentKey(),
      may: { write: request.may('documents.write'), pay: request.may('payments.write') },
    };
  });
  request.show('Gateway payment', <AttemptView model={model} problem={problem} />, problem ? { status: 422 } : {});
}

function AttemptView({ model, problem }: { readonly model: AttemptModel; readonly problem: FormProblem | undefined }): JSX.Element {
  const { attempt, customer, movements, refundRequests, history, documents, may } = model;
  const reason = [attempt.reasonCode, attempt.reason].filter((word) => word !== null).join(' ');
  return (
    <Page
      title="Gateway payment"
      parent={{ href: PATH, title: 'Gateway payments' }}
      badges={<AttemptBadge attempt={attempt} />}
      subtitle={
        <>
          <Money amountMinor={attempt.totalMinor} /> from <a href={customerHref(customer)}>{customer.name}</a> through{' '}
          {attempt.gatewayTitle}, <When instantMs={attempt.createdAtMs} />
        </>
      }
      actions={
        may.pay &&
        model.isRunning &&
        attempt.gatewayKind === 'redirect' && (
          <form method="post" action={`${PATH}/${attempt.id}/check`}>
            <SubmitButton icon="refresh" look="plain">
              Ask the gateway
            </SubmitButton>
          </form>
        )
      }
    >
      <ProblemAlert problem={problem} />
      {!model.isRunning && (
        <Alert tone="warning" title="Its add-on does not run">
          What becomes of it is known when the add-on is enabled again.
        </Alert>
      )}
      {attempt.state === 'review' && <Review model={model} />}
      <div class="tl-stats">
        <Stat label="Asked for" value={<Money amountMinor={attempt.totalMinor} />} icon="wallet" tone="neutral" />
        <Stat
          label="Booked"
          value={<Money amountMinor={attempt.paidMinor} />}
          icon="cash"
          tone={attempt.paidMinor > 0 ? 'good' : 'neutral'}
        />
        <Stat
          label="Went back"
          value={<Money amountMinor={attempt.returnedMinor} />}
          icon="transfer"
          tone={attempt.returnedMinor > 0 ? 'warning' : 'neutral'}
        />
      </div>
      <div class="tl-grid">
        <div class="tl-span-8 tl-stack">
          <Card title="What the gateway told" isFlush>
            <Table
              caption="Money that moved at the gateway"
              columns={MOVEMENTS}
              rows={movements}
              rowKey={({ id }) => id}
              empty={{ icon: 'cash', title: 'No money has moved yet' }}
            />
          </Card>
          {refundRequests.length > 0 && (
            <Card title="Refunds asked for" isFlush>
              <Table
                caption="Refunds asked for"
                columns={REQUESTS}
                rows={refundRequests}
                rowKey={({ id }) => id}
                empty={{ title: 'None' }}
              />
            </Card>
          )}
          {may.write && model.canRefund && model.refundable.length > 0 && <Refunding model={model} />}
          <Card title="History" isFlush>
            <Table
              caption="History"
              columns={HISTORY}
              rows={history}
              rowKey={(event) => String(history.indexOf(event))}
              empty={{ title: 'Nothing yet' }}
            />
          </Card>
        </div>
        <div class="tl-span-4 tl-stack">
          <Card title="Facts">
            <DescriptionList
              items={[
                { term: 'Reference', value: attempt.reference },
                { term: 'Why', value: reason === '' ? null : reason },
                { term: 'Amount', value: <Money amountMinor={attempt.amountMinor} /> },
                ...(attempt.surchargeMinor > 0 ? [{ term: 'Fee passed on', value: <Money amountMinor={attempt.surchargeMinor} /> }] : []),
                ...documents.map(({ id, number }) => ({ term: 'Pays', value: <a href={documentHref(id)}>{number}</a> })),
                ...(attempt.checkAtMs === null ? [] : [{ term: 'Asked again', value: <When instantMs={attempt.checkAtMs} /> }]),
                { term: 'Id', value: <code>{attempt.id}</code> },
              ]}
            />
          </Card>
        </div>
      </div>
    </Page>
  );
}

function Review({ model: { attempt, may } }: { readonly model: AttemptModel }): JSX.Element {
  return (
    <Alert tone="bad" title="Money came that was not booked">
      <p>{attempt.reason}. Give it back, or book it as it came.</p>
      {may.write && (
        <form method="post" action={`${PATH}/${attempt.id}/accept`}>
          <SubmitButton icon="check" look="plain">
            Book it as it came
          </SubmitButton>
        </form>
      )}
    </Alert>
  );
}

const MOVEMENT_STATES: Readonly<Record<Exclude<Movement['status'], 'completed'>, string>> = {
  pending: 'Held back',
  failed: 'Failed',
  withdrawn: 'Withdrawn',
  undone: 'Undone',
};

const MOVEMENTS: readonly Column<Movement>[] = [
  {
    title: 'What',
    role: 'primary',
    cell: ({ kind, returnKind, reference, reasonCode, reason, problem }) => (
      <>
        {kind === 'capture' ? 'Came in' : returnKind === 'refund' ? 'Given back' : 'Taken back'}
        <div class="tl-sub">
          {reference} {[reasonCode, problem ?? reason].filter((word) => word !== null).join(' ')}
        </div>
      </>
    ),
  },
  {
    title: 'When',
    cell: ({ seenAtMs, valueDate }) => (
      <>
        <When instantMs={seenAtMs} />
        {valueDate !== null && (
          <div class="tl-sub">
            value date <Day date={valueDate} />
          </div>
        )}
      </>
    ),
  },
  {
    title: 'Status',
    isNarrow: true,
    cell: ({ status, isBooked }) => (
      <Badge tone={isBooked ? 'good' : status === 'completed' ? 'bad' : 'neutral'}>
        {status === 'completed' ? (isBooked ? 'Booked' : 'Not booked') : MOVEMENT_STATES[status]}
      </Badge>
    ),
  },
  {
    title: 'Fee',
    align: 'end',
    cell: ({ feeMinor }) => (feeMinor === null ? <span class="text-secondary">–</span> : <Money amountMinor={feeMinor} />),
  },
  { title: 'Amount', align: 'end', cell: ({ amountMinor, currency }) => <ForeignMoney amountMinor={amountMinor} currency={currency} /> },
];

function ForeignMoney({ amountMinor, currency }: { readonly amountMinor: number; readonly currency: string }): JSX.Element {
  const settings = useUiSettings();
  if (currency === settings.currency) return <Money amountMinor={amountMinor} />;
  return (
    <span class="tl-number">
      {amountMinor} {currency}
    </span>
  );
}

const REQUESTS: readonly Column<RefundRequest>[] = [
  { title: 'Asked', role: 'primary', cell: ({ askedAtMs }) => <When instantMs={askedAtMs} /> },
  {
    title: 'Status',
    cell: ({ status, reason }) => (
      <>
        <Badge tone={status === 'taken' ? 'good' : status === 'refused' ? 'bad' : 'info'}>{status}</Badge>
        <div class="tl-sub">{status === 'asked' ? 'no answer yet; asked again by itself' : reason}</div>
      </>
    ),
  },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
];

const HISTORY: readonly Column<AttemptEvent>[] = [
  { title: 'When', isNarrow: true, cell: ({ atMs }) => <When instantMs={atMs} /> },
  { title: 'What', role: 'primary', cell: ({ what }) => what },
  { title: 'By', cell: ({ actorName }) => actorName },
];

function Refunding({ model: { attempt, actionKey, refundable } }: { readonly model: AttemptModel }): JSX.Element {
  const { currency } = useUiSettings();
  return (
    <details class="card tl-fold">
      <summary class="card-header">
        <h2 class="card-title">Refund</h2>
        <span class="tl-sub">
          give back up to <Money amountMinor={Math.max(...refundable.map(({ leftMinor }) => leftMinor))} /> through {attempt.gatewayTitle}
        </span>
        <Icon name="chevron-down" class="tl-fold-mark" />
      </summary>
      <form class="card-body tl-fields" method="post" action={`${PATH}/${attempt.id}/refund`}>
        <input type="hidden" name="actionKey" value={actionKey} />
        <TextField name="amount" label="Amount" value="" suffix={currency} inputMode="decimal" autocomplete="off" isRequired />
        <div class="tl-buttons">
          <SubmitButton icon="transfer">Give it back</SubmitButton>
        </div>
      </form>
    </details>
  );
}

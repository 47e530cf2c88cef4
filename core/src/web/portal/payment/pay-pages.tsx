import { type CheckoutOutcome, invalid, notFound, type PaymentAttempt, parseAmount, portalPayLink } from '@tapline/sdk';
import { Card, EmptyState, LinkButton } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';
import type { KeptAttempt } from '../../../payments/gateways/kept-attempt.js';
import { PORTAL_HOME } from '../frame/portal-navigation.js';
import { PortalPage } from '../frame/portal-page.js';
import type { PortalProblem } from '../frame/portal-problem.js';
import type { PortalRequest } from '../frame/portal-request.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import { useWords } from '../language/words.js';
import { BankTransferDetails } from './bank-transfer.js';
import { lookAgain } from './look-again.js';
import { mayTryAgain, Outcome, type SeenOutcome } from './outcome.js';
import { PayForm } from './pay-form.js';
import { type PayModel, payModelOf } from './pay-model.js';
import { chosenAsShown } from './shown-surcharge.js';
import { type PayerOrigin, startPayment } from './start-payment.js';

const PAY = '/portal/pay';
/** Where gateways' payers end up; the core adds which payment it was. */
const OUTCOME = '/portal/payment';

/** Paying through the gateways of add-ons, and what became of it. */
export function addPayPages(routes: PortalRoutes): void {
  routes
    .get(PAY, async (request) => {
      const chosen = request.queryAll('document');
      showForm(request, await request.view((tx) => payModelOf(request, tx, chosen)), undefined, request.query.amount);
    })
    .post(PAY, pay)
    .get(OUTCOME, async (request) => {
      const { payment = '', unanswered } = request.query;
      const seen = { attempt: await ownAttempt(request, payment), isUnanswered: unanswered === '1' };
      lookAgain(request, seen);
      request.show(request.t('pay.title'), <Paid seen={seen} />);
    });
}

async function pay(request: PortalRequest): Promise<void> {
  const { form, services, customer } = request;
  const chosen = request.formAll('document');
  const model = await request.view((tx) => payModelOf(request, tx, chosen));
  if (hasNothingToPayNow(model)) return showForm(request, model, undefined);
  let amountMinor = model.owedMinor;
  const start = async (from: PayerOrigin): Promise<CheckoutOutcome> => {
    if (model.chosen.length === 0) amountMinor = parseAmount(form.amount ?? '', services.company.currency, 'amount');
    if (amountMinor <= 0) throw invalid('PORTAL_AMOUNT_WRONG', 'pay more than nothing', 'amount');
    const choice = chosenAsShown(request, amountMinor);
    const paid = { documentIds: model.documentIds, amountMinor: (model.chosen.length > 0 && choice?.amountMinor) || amountMinor };
    const checkout = { gatewayId: form.gateway ?? '', customerId: customer.id, ...paid, returnTo: OUTCOME, ...from };
    const idempotencyKey = `portal:${customer.id}:${form.key ?? ''}`.slice(0, 100);
    return services.checkout.start(request.actor, checkout, { idempotencyKey });
  };
  await startPayment(request, start, {
    show: (title, content) => request.show(title, <Framed title={title}>{content}</Framed>),
    showForm: (problem) => showForm(request, { ...model, choices: services.checkout.choices(amountMinor) }, problem),
    showOver: ({ id }) => request.goTo(`${OUTCOME}?payment=${id}`),
  });
}

/** An attempt of the customer who is signed in. Throws `ATTEMPT_UNKNOWN` for another's as for one that is not there. */
async function ownAttempt(request: PortalRequest, attemptId: string): Promise<KeptAttempt> {
  const attempt = await request.view((tx) => request.services.checkout.kept(tx, attemptId));
  if (attempt.customerId !== request.customer.id) throw notFound('ATTEMPT_UNKNOWN', 'there is no such payment');
  return attempt;
}

function showForm(
  request: PortalRequest,
  model: PayModel,
  problem: PortalProblem | undefined,
  amount: string | undefined = request.form.amount,
): void {
  const { t } = request;
  request.show(t('pay.title'), <Pay model={model} amount={amount} problem={problem} />, { status: problem ? 422 : 200 });
}

interface PayProps {
  readonly model: PayModel;
  readonly amount: string | undefined;
  readonly problem: PortalProblem | undefined;
}

function Pay({ model, amount, problem }: PayProps): JSX.Element {
  const t = useWords();
  return (
    <PortalPage title={t('pay.title')} parent={{ href: '/portal/documents', title: t('nav.documents') }}>
      <Card>
        <PayCard model={model} amount={amount} problem={problem} />
      </Card>
      {model.transfer && !hasNothingToPayNow(model) && (
        <Card title={t('transfer.title')}>
          <BankTransferDetails transfer={model.transfer} />
        </Card>
      )}
    </PortalPage>
  );
}

function PayCard({ model, amount, problem }: PayProps): JSX.Element {
  const t = useWords();
  const [document, ...others] = model.chosen;
  const file = document && others.length === 0 && (
    <LinkButton href={`/portal/documents/${document.id}/pdf`} icon="download">
      {`${t(`documents.kind.${document.kind}`)} ${document.number}`}
    </LinkButton>
  );
  if (hasNothingToPayNow(model)) {
    const isOnItsWay = model.pendingMinor > 0;
    return (
      <EmptyState icon={isOnItsWay ? 'clock' : 'check'} title={t(isOnItsWay ? 'link.pending' : 'documents.state.paid')} action={file} />
    );
  }
  if (model.choices.length === 0) {
    return (
      <EmptyState icon="credit-card" title={t('pay.none')} action={file}>
        {!model.transfer && t('pay.askUs')}
      </EmptyState>
    );
  }
  return <PayForm model={model} amount={amount} problem={problem} />;
}

/** Of documents that were chosen: nothing is left to pay of them, or all of that is on its way. */
function hasNothingToPayNow({ chosen, owedMinor }: PayModel): boolean {
  return chosen.length > 0 && owedMinor === 0;
}

function Framed({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <PortalPage title={title}>
      <Card>{children}</Card>
    </PortalPage>
  );
}

/** Where the same is paid: the document, where it was one. */
function againAt({ documentIds }: PaymentAttempt): string {
  const [documentId, ...others] = documentIds;
  return documentId !== undefined && others.length === 0 ? portalPayLink(documentId) : PAY;
}

function Paid({ seen }: { readonly seen: SeenOutcome }): JSX.Element {
  const t = useWords();
  const isOver = mayTryAgain(seen);
  return (
    <PortalPage title={t('pay.title')}>
      <Card>
        <div class="tl-stack">
          <Outcome seen={seen} />
          <div class="tl-buttons">
            {isOver && (
              <LinkButton href={againAt(seen.attempt)} icon="credit-card" isPrimary>
                {t('pay.again')}
              </LinkButton>
            )}
            <LinkButton href={PORTAL_HOME} isPrimary={!isOver}>
              {t('error.home')}
            </LinkButton>
          </div>
        </div>
      </Card>
    </PortalPage>
  );
}

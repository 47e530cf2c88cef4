import { invalid, notFound, type PaymentAttempt, type PaymentAttemptState, parseAmount, TaplineError } from '@tapline/sdk';
import { Card, EmptyState, LinkButton, Money } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { PORTAL_HOME } from '../frame/portal-navigation.js';
import { PortalPage } from '../frame/portal-page.js';
import { type PortalProblem, tryFor } from '../frame/portal-problem.js';
import type { PortalRequest } from '../frame/portal-request.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import type { WordKey } from '../language/dictionary.js';
import { useWords } from '../language/words.js';
import { PayForm } from './pay-form.js';
import { type PayModel, payModelOf } from './pay-model.js';

const PAY = '/portal/pay';
/** Where gateways' payers end up; the core adds which payment it was. */
const OUTCOME = '/portal/payment';

/** Paying through the gateways of add-ons, and what became of it. */
export function addPayPages(routes: PortalRoutes): void {
  routes
    .get(PAY, async (request) => showForm(request, await request.view((tx) => payModelOf(request, tx)), undefined))
    .post(PAY, pay)
    .get(OUTCOME, async (request) => {
      const attempt = await ownAttempt(request, request.query.payment ?? '');
      request.show(request.t('pay.title'), <Outcome attempt={attempt} />);
    });
}

async function pay(request: PortalRequest): Promise<void> {
  const { t, form, services, customer } = request;
  const model = await request.view((tx) => payModelOf(request, tx));
  let started: Awaited<ReturnType<typeof services.checkout.start>> | undefined;
  const problem = await tryFor(t, async () => {
    const amountMinor = parseAmount(form.amount ?? '', services.company.currency, 'amount');
    if (amountMinor <= 0) throw invalid('PORTAL_AMOUNT_WRONG', 'pay more than nothing', 'amount');
    const checkout = {
      gatewayId: form.gateway ?? '',
      customerId: customer.id,
      documentIds: model.documentIds,
      amountMinor,
      returnTo: OUTCOME,
      origin: `${request.ctx.protocol}://${request.ctx.host}`,
    };
    const idempotencyKey = `portal:${customer.id}:${form.key ?? ''}`.slice(0, 100);
    started = await services.checkout.start(request.actor, checkout, { idempotencyKey });
  });
  if (problem || !started) return showForm(request, model, problem);
  if (started.kind === 'redirect') leaveFor(request, started.url);
  else request.goTo(`${OUTCOME}?payment=${started.attempt.id}`);
}

/** By a page that leads on: browsers hold an answer of 303 to a form against what the policy says of forms. */
function leaveFor(request: PortalRequest, address: string): void {
  const url = new URL(address);
  if (!['https:', 'http:'].includes(url.protocol))
    throw new TaplineError('PORTAL_GATEWAY_ADDRESS', 'unavailable', 'the gateway named no page to pay on');
  request.ctx.set('Refresh', `0; url=${url.href}`);
  request.show(request.t('pay.title'), <Leaving href={url.href} />);
}

/** An attempt of the customer who is signed in. Throws `ATTEMPT_UNKNOWN` for another's as for one that is not there. */
async function ownAttempt(request: PortalRequest, attemptId: string): Promise<PaymentAttempt> {
  const attempt = await request.view((tx) => request.services.checkout.get(tx, attemptId));
  if (attempt.customerId !== request.customer.id) throw notFound('ATTEMPT_UNKNOWN', 'there is no such payment');
  return attempt;
}

function showForm(request: PortalRequest, model: PayModel, problem: PortalProblem | undefined): void {
  const { t, form } = request;
  request.show(t('pay.title'), <Pay model={model} amount={form.amount} problem={problem} />, { status: problem ? 422 : 200 });
}

interface PayProps {
  readonly model: PayModel;
  readonly amount: string | undefined;
  readonly problem: PortalProblem | undefined;
}

function Pay({ model, amount, problem }: PayProps): JSX.Element {
  const t = useWords();
  return (
    <PortalPage title={t('pay.title')}>
      <Card>
        {model.choices.length === 0 ? (
          <EmptyState icon="credit-card" title={t('pay.none')} />
        ) : (
          <PayForm model={model} amount={amount} problem={problem} />
        )}
      </Card>
    </PortalPage>
  );
}

function Leaving({ href }: { readonly href: string }): JSX.Element {
  const t = useWords();
  return (
    <PortalPage title={t('pay.title')}>
      <Card>
        <p>{t('pay.leaving')}</p>
        <LinkButton href={href} isPrimary>
          {t('pay.goOn')}
        </LinkButton>
      </Card>
    </PortalPage>
  );
}

const WORDS: Readonly<Record<PaymentAttemptState, WordKey>> = {
  new: 'pay.state.asking',
  open: 'pay.state.asking',
  review: 'pay.state.asking',
  pending: 'pay.state.pending',
  paid: 'pay.state.paid',
  'partly-returned': 'pay.state.paid',
  returned: 'pay.state.returned',
  declined: 'pay.state.declined',
  cancelled: 'pay.state.cancelled',
  expired: 'pay.state.expired',
};

function Outcome({ attempt: { state, totalMinor } }: { readonly attempt: PaymentAttempt }): JSX.Element {
  const t = useWords();
  return (
    <PortalPage title={t('pay.title')}>
      <Card>
        <div class="tp-figure">
          <Money amountMinor={totalMinor} />
        </div>
        <p>{t(WORDS[state])}</p>
        <LinkButton href={PORTAL_HOME} isPrimary>
          {t('error.home')}
        </LinkButton>
      </Card>
    </PortalPage>
  );
}

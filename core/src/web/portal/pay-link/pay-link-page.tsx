import type { CheckoutOutcome, IssuedDocument } from '@tapline/sdk';
import type { JSX } from 'preact';
import type { Payable } from '../../../payments/gateways/payable-documents.js';
import { PAY_LINK_PATH } from '../../../payments/pay-links/pay-link-service.js';
import { newPaymentKey } from '../../admin/payments/payment-key.js';
import { WEB_ACTOR } from '../../http/session.js';
import type { PortalProblem } from '../frame/portal-problem.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import type { PortalVisit } from '../frame/portal-visit.js';
import { type BankTransfer, bankTransferTo } from '../payment/bank-transfer.js';
import { showGuestOutcome } from '../payment/guest-outcome.js';
import { chosenAsShown } from '../payment/shown-surcharge.js';
import { type PayerOrigin, startPayment } from '../payment/start-payment.js';
import { LinkedInvoice, LinkGone } from './pay-link-view.js';

interface Linked extends Payable {
  readonly document: IssuedDocument;
  readonly isCredited: boolean;
  readonly transfer: BankTransfer | undefined;
}

/** Paying one invoice by the link in a mail. The link is all that is asked for, and shows nothing but this invoice's number and amount. */
export function addPayLinkPages(routes: PortalRoutes): void {
  routes
    .openGet(PAY_LINK_PATH, async (visit) => {
      const linked = await linkedBy(visit, visit.query.key ?? '');
      if (linked) show(visit, linked, visit.query.key ?? '', undefined);
      else showGone(visit);
    })
    .openPost(PAY_LINK_PATH, pay);
}

async function pay(visit: PortalVisit): Promise<void> {
  const { key = '', gateway = '', once = '' } = visit.form;
  const linked = await linkedBy(visit, key);
  if (!linked) return showGone(visit);
  const { checkout, database } = visit.services;
  const { document, openMinor } = linked;
  const start = async (from: PayerOrigin): Promise<CheckoutOutcome> => {
    const choice = chosenAsShown(visit, openMinor);
    const wanted = {
      gatewayId: gateway.slice(0, 40),
      customerId: document.customerId,
      documentIds: [document.id],
      ...(openMinor > 0 ? { amountMinor: choice?.amountMinor ?? openMinor } : {}),
      ...from,
    };
    return checkout.start(WEB_ACTOR, wanted, { idempotencyKey: `link:${document.id}:${once}`.slice(0, 100) });
  };
  await startPayment(visit, start, {
    show: (title, content) => visit.showCentred(title, content),
    showForm: (problem) => show(visit, linked, key, problem),
    showOver: async ({ id }) =>
      showGuestOutcome(visit, { attempt: await database.view(WEB_ACTOR, (tx) => checkout.kept(tx, id)), isUnanswered: false }),
  });
}

async function linkedBy({ services }: PortalVisit, key: string): Promise<Linked | undefined> {
  return services.database.view(WEB_ACTOR, async (tx) => {
    const documentId = await services.payLinks.documentOf(tx, key);
    if (documentId === undefined) return undefined;
    const document = await services.documents.get(tx, documentId);
    const transfer = await bankTransferTo(services, tx, [document]);
    const isCredited = await services.documents.isCreditedWhole(tx, document);
    return { document, transfer, isCredited, ...(await services.payable.of(tx, document)) };
  });
}

function show(
  visit: PortalVisit,
  { document, openMinor, pendingMinor, isCredited, transfer }: Linked,
  key: string,
  problem: PortalProblem | undefined,
): void {
  const choices = visit.services.checkout.choices(openMinor);
  const page = (
    <LinkedInvoice
      number={document.number}
      dueDate={document.dueDate}
      openMinor={openMinor}
      pendingMinor={pendingMinor}
      isCredited={isCredited}
      choices={choices}
      transfer={transfer}
      linkKey={key}
      once={newPaymentKey()}
      problem={problem}
    />
  );
  visit.showCentred(visit.t('link.title', { number: document.number }), page, { status: problem ? 422 : 200 });
}

function showGone(visit: PortalVisit): void {
  const gone: JSX.Element = <LinkGone />;
  visit.showCentred(visit.t('link.goneTitle'), gone, { status: 410 });
}

import { type IssuedDocument, invalid, parseAmount, type Transaction } from '@tapline/sdk';
import type { OpenItem } from '../../../documents/open-items/open-item-store.js';
import type { PaidPart } from '../../../documents/open-items/settlement-service.js';
import { sendFile } from '../../http/send-file.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { documentHref } from '../parts/hrefs.js';
import { newPaymentKey } from '../payments/payment-key.js';
import { DocumentView } from './document-view.js';

export interface DocumentModel {
  readonly document: IssuedDocument;
  readonly item: OpenItem | undefined;
  readonly parts: readonly PaidPart[];
  /** What of it is being collected, or held back by a gateway. */
  readonly pendingMinor: number;
  readonly related: readonly IssuedDocument[];
  readonly origin: IssuedDocument | undefined;
  readonly today: string;
  /** For the forms of this page: pressed twice, they act once. */
  readonly actionKey: string;
  readonly may: { readonly write: boolean; readonly pay: boolean };
}

export function addDocumentPages(routes: AdminRoutes): void {
  routes
    .get('/invoices/:id', ['customers.read'], (request) => showDocument(request, undefined))
    .get('/invoices/:id/pdf', ['customers.read'], async (request) => {
      sendFile(request.ctx, await request.services.documentFiles.pdf(request.parameter('id')));
    })
    .post('/invoices/:id/credit', ['documents.write'], creditDocument)
    .post('/invoices/:id/write-off', ['documents.write'], writeOffDocument)
    .post('/invoices/:id/mail', ['documents.write'], async (request) => {
      const id = request.parameter('id');
      const outcome = await attempt([], () => request.transaction((tx) => request.services.documentNotices.mail(tx, id)));
      if (outcome.isDone) return request.goTo(`/messages/${outcome.value.id}`);
      request.goTo(documentHref(id), { tone: 'warning', text: outcome.problem.message ?? 'It could not be sent.' });
    })
    .post('/invoices/:id/invoice', ['documents.write'], async (request) => {
      const { services } = request;
      const invoice = await request.transaction((tx) => services.followUps.invoiceProforma(tx, request.parameter('id')));
      request.goTo(documentHref(invoice.id), `Invoice ${invoice.number} is issued.`);
    });
}

async function showDocument(request: AdminRequest, problem: FormProblem | undefined): Promise<void> {
  const { services } = request;
  const model = await request.view(async (tx): Promise<DocumentModel> => {
    const document = await services.documents.get(tx, request.parameter('id'));
    return {
      document,
      item: await services.settlement.find(tx, document.id),
      parts: await services.settlement.allocationsOf(tx, document.id),
      pendingMinor: await pendingOf(request, tx, document),
      related: await services.documents.related(tx, document.id),
      origin: document.relatedDocumentId === null ? undefined : await services.documents.get(tx, document.relatedDocumentId),
      today: services.company.today(),
      actionKey: newPaymentKey(),
      may: { write: request.may('documents.write'), pay: request.may('payments.write') },
    };
  });
  request.show(model.document.number, <DocumentView model={model} problem={problem} />, problem ? { status: 422 } : {});
}

async function pendingOf({ services }: AdminRequest, tx: Transaction, { id, customerId }: IssuedDocument): Promise<number> {
  const open = await services.pendingMoney.of(tx, await services.settlement.openInvoices(tx, customerId));
  return open.find(({ documentId }) => documentId === id)?.pendingMinor ?? 0;
}

async function creditDocument(request: AdminRequest): Promise<void> {
  const { form, services } = request;
  const outcome = await attempt([], () =>
    request.transaction(async (tx) => {
      const invoice = await services.documents.get(tx, request.parameter('id'));
      const lines = linesToCredit(form, invoice, services.company.currency);
      const note = (form.note ?? '').trim().slice(0, 500);
      const wanted = { ...(lines.length === 0 ? {} : { lines }), ...(note === '' ? {} : { note }) };
      return services.followUps.credit(tx, invoice.id, wanted, { idempotencyKey: `page:${form.actionKey ?? ''}`.slice(0, 100) });
    }),
  );
  if (!outcome.isDone) return showDocument(request, outcome.problem);
  request.goTo(documentHref(outcome.value.id), `Credit note ${outcome.value.number} is issued.`);
}

/** Amounts typed beside lines; none means all that is left. */
function linesToCredit(form: Readonly<Record<string, string | undefined>>, invoice: IssuedDocument, currency: string) {
  return invoice.lines.flatMap((_, line) => {
    const text = (form[`line${line}`] ?? '').trim();
    return text === '' ? [] : [{ line, grossMinor: parseAmount(text, currency, `line ${line + 1}`) }];
  });
}

async function writeOffDocument(request: AdminRequest): Promise<void> {
  const { form, services } = request;
  const reason = (form.reason ?? '').trim().slice(0, 300);
  const outcome = await attempt([], async () => {
    if (reason === '') throw invalid('WRITE_OFF_REASON_MISSING', 'say why it is written off', 'reason');
    await request.transaction((tx) =>
      services.followUps.writeOff(
        tx,
        request.parameter('id'),
        { reason },
        { idempotencyKey: `page:${form.actionKey ?? ''}`.slice(0, 100) },
      ),
    );
  });
  if (!outcome.isDone) return showDocument(request, outcome.problem);
  request.goTo(documentHref(request.parameter('id')), 'What was open is written off.');
}

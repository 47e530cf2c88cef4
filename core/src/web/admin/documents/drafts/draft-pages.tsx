import {
  type Customer,
  type DocumentDraft,
  type DocumentTotals,
  invalid,
  type LocalDate,
  type TaxRate,
  type Transaction,
} from '@tapline/sdk';
import { newId } from '../../../../kernel/ids/id.js';
import type { AdminRequest } from '../../frame/admin-request.js';
import type { AdminRoutes } from '../../frame/admin-routes.js';
import { attempt, type FormProblem, type Outcome } from '../../frame/form-problem.js';
import { findCustomer } from '../../parts/find-customer.js';
import { documentHref } from '../../parts/hrefs.js';
import { showCustomerChoice } from './draft-customer-choice.js';
import { type DraftTexts, draftOfTexts, emptyLine, KINDS, textsOfDraft, textsOfForm } from './draft-texts.js';
import { DraftTotals, DraftView } from './draft-view.js';

/** What a draft comes to, or why that cannot be said. */
export type DraftOutcome = Outcome<DocumentTotals>;

export interface DraftModel {
  /** Made with the form: however often the form is sent, there is one draft and one document. */
  readonly draftId: string;
  readonly isKept: boolean;
  readonly customer: Customer;
  readonly texts: DraftTexts;
  readonly rates: readonly TaxRate[];
  readonly dueDays: number;
  readonly today: LocalDate;
  readonly outcome: DraftOutcome | undefined;
  readonly problem: FormProblem | undefined;
  /** The line to write next. */
  readonly focusedLine: number | undefined;
}

const DRAFT_ID = /^[0-9a-z]{26}$/;

/** Documents that are written by hand: kept as long as wanted, looked at, then issued. */
export function addDraftPages(routes: AdminRoutes): void {
  routes
    .get('/drafts/new', ['documents.write'], async (request) => {
      const { customer: key } = request.query;
      if (!key) return showCustomerChoice(request);
      return showNew(request, await request.view((tx) => findCustomer(request.services, tx, key)));
    })
    .post('/drafts/totals', ['documents.write'], async (request) => {
      const texts = textsOfForm(request.form);
      request.showFragment(<DraftTotals outcome={await total(request, texts, request.form.customerId ?? '')} />);
    })
    .get('/drafts/:id', ['documents.write'], showKept)
    .post('/drafts/:id', ['documents.write'], answerForm)
    .post('/drafts/:id/discard', ['documents.write'], async (request) => {
      await request.transaction((tx) => request.services.drafts.discard(tx, request.parameter('id')));
      request.goTo('/drafts', 'The draft is thrown away.');
    });
}

async function showNew(request: AdminRequest, customer: Customer): Promise<void> {
  const { documentSettings } = request.services;
  const { defaultTaxCode } = await request.view((tx) => documentSettings.read(tx));
  const kind = KINDS.find((each) => each === request.query.kind) ?? 'invoice';
  const lines = [emptyLine(defaultTaxCode === null ? '' : `${defaultTaxCode}:included`)];
  const texts = { kind, issueDate: '', supplyDate: '', dueDate: '', note: '', related: '', rest: '', lines };
  await show(request, { draftId: newId(), isKept: false, customer, texts });
}

async function showKept(request: AdminRequest): Promise<void> {
  const { services } = request;
  const id = request.parameter('id');
  const found = await request.view(async (tx) => {
    const issued = await services.documents.findByKey(tx, `draft:${id}`);
    if (issued) return { issued };
    const { draft } = await services.drafts.get(tx, id);
    const related = draft.relatedDocumentId === undefined ? '' : (await services.documents.get(tx, draft.relatedDocumentId)).number;
    return { customer: await services.customers.get(tx, draft.customerId), texts: textsOfDraft(draft, services.company.currency, related) };
  });
  if ('issued' in found) request.goTo(documentHref(found.issued.id));
  else await show(request, { draftId: id, isKept: true, ...found });
}

async function answerForm(request: AdminRequest): Promise<void> {
  const { form } = request;
  const draftId = request.parameter('id');
  if (!DRAFT_ID.test(draftId)) throw invalid('DRAFT_ID_WRONG', `"${draftId}" is no draft's id; begin with a new one`, 'id');
  const customer = await request.view((tx) => findCustomer(request.services, tx, form.customerId ?? ''));
  const texts = textsOfForm(form);
  const common = { draftId, customer, isKept: form.isKept === 'yes' };
  const { action = 'save' } = form;
  if (action === 'add-line') {
    const lines = [...texts.lines, emptyLine(texts.lines.at(-1)?.tax ?? '')];
    return show(request, { ...common, texts: { ...texts, lines }, focusedLine: lines.length - 1 });
  }
  if (action.startsWith('remove-line-')) {
    const lines = texts.lines.filter((_, index) => index !== Number(action.slice('remove-line-'.length)));
    return show(request, { ...common, texts: { ...texts, lines: lines.length > 0 ? lines : [emptyLine('')] } });
  }
  const outcome = await attempt(inputsOf(texts), () => keepOrIssue(request, { draftId, customer, texts, isIssued: action === 'issue' }));
  if (!outcome.isDone) return show(request, { ...common, texts, problem: outcome.problem });
  const { href, words } = outcome.value;
  request.goTo(href, words);
}

function keepOrIssue(
  request: AdminRequest,
  wanted: { readonly draftId: string; readonly customer: Customer; readonly texts: DraftTexts; readonly isIssued: boolean },
): Promise<{ readonly href: string; readonly words: string }> {
  const { services } = request;
  const { draftId, customer, texts, isIssued } = wanted;
  return request.transaction(async (tx) => {
    const before = await services.documents.findByKey(tx, `draft:${draftId}`);
    if (before) return { href: documentHref(before.id), words: `${before.number} is issued already.` };
    await services.drafts.keep(tx, draftId, await draftOf(request, tx, texts, customer.id));
    if (!isIssued) return { href: `/drafts/${draftId}`, words: 'The draft is saved.' };
    const document = await services.drafts.issue(tx, draftId);
    return { href: documentHref(document.id), words: `${document.number} is issued.` };
  });
}

async function draftOf(request: AdminRequest, tx: Transaction, texts: DraftTexts, customerId: string): Promise<DocumentDraft> {
  const { documents, company } = request.services;
  const { related, kind } = texts;
  const isRelated = related !== '' && kind === 'credit-note';
  const invoice = isRelated ? await documents.get(tx, related) : undefined;
  if (invoice && (invoice.customerId !== customerId || invoice.kind !== 'invoice')) {
    throw invalid('DRAFT_RELATED_WRONG', `${related} is no invoice of this customer`, 'related');
  }
  return draftOfTexts(texts, { customerId, currency: company.currency, relatedDocumentId: invoice?.id });
}

function total(request: AdminRequest, texts: DraftTexts, customerKey: string): Promise<DraftOutcome> {
  return attempt([], () =>
    request.view(async (tx) => {
      const { id } = await findCustomer(request.services, tx, customerKey);
      return request.services.documents.preview(tx, await draftOf(request, tx, texts, id));
    }),
  );
}

type Shown = Pick<DraftModel, 'draftId' | 'isKept' | 'customer' | 'texts'> & Partial<Pick<DraftModel, 'problem' | 'focusedLine'>>;

async function show(request: AdminRequest, { problem, focusedLine, ...shown }: Shown): Promise<void> {
  const { services } = request;
  const isBlank = shown.texts.lines.every(({ description, price }) => description === '' && price === '');
  const model = await request.view(async (tx): Promise<DraftModel> => {
    const { dueDays } = await services.documentSettings.read(tx);
    const rates = await services.tax.rates(tx);
    return { ...shown, rates, dueDays, today: services.company.today(), outcome: undefined, problem, focusedLine };
  });
  const outcome = isBlank ? undefined : await total(request, shown.texts, shown.customer.id);
  request.show('Draft', <DraftView model={{ ...model, outcome }} />, problem ? { status: 422 } : {});
}

function inputsOf({ lines }: DraftTexts): readonly string[] {
  const ofLines = lines.flatMap((_, index) =>
    ['description', 'quantity', 'unit', 'price', 'tax', 'revenue'].map((input) => `lines.${index}.${input}`),
  );
  return ['kind', 'issueDate', 'supplyDate', 'dueDate', 'note', 'related', ...ofLines];
}

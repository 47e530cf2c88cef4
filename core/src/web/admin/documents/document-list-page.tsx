import type { DocumentKind, LocalDate } from '@tapline/sdk';
import type { DocumentPage } from '../../../documents/document-store.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { pageWithin } from '../parts/hrefs.js';
import { DOCUMENT_LIST_ID, DocumentFindings, DocumentList } from './document-list-view.js';
import { DOCUMENT_KINDS } from './document-status.js';

const PAGE_SIZE = 25;
const STATES = ['open', 'overdue', 'paid'] as const;

export type InvoiceState = (typeof STATES)[number];

export interface DocumentListModel extends DocumentPage {
  readonly page: number;
  readonly pageSize: number;
  readonly text: string;
  readonly kind: DocumentKind;
  readonly state: InvoiceState | undefined;
  readonly today: LocalDate;
  readonly counts: Readonly<Record<'all' | InvoiceState, number>>;
}

export function addDocumentListPage(routes: AdminRoutes): void {
  routes.get('/invoices', ['customers.read'], async (request) => {
    const model = await loadDocuments(request);
    if (request.wantsOnly(DOCUMENT_LIST_ID)) request.showFragment(<DocumentFindings model={model} />);
    else request.show('Invoices', <DocumentList model={model} mayWrite={request.may('documents.write')} />);
  });
}

async function loadDocuments(request: AdminRequest): Promise<DocumentListModel> {
  const { query, services } = request;
  const text = (query.q ?? '').trim();
  const kind = query.kind !== undefined && Object.hasOwn(DOCUMENT_KINDS, query.kind) ? (query.kind as DocumentKind) : 'invoice';
  const state = kind === 'invoice' ? STATES.find((each) => each === query.state) : undefined;
  const base = { kind, ...(text === '' ? {} : { number: text }) };
  const search = { ...base, ...(state === undefined ? {} : { state }), pageSize: PAGE_SIZE };
  return request.view(async (tx) => {
    const counted = await services.documents.search(tx, { ...search, page: request.page });
    const page = pageWithin(request.page, counted.total, PAGE_SIZE);
    const found = page === request.page ? counted : await services.documents.search(tx, { ...search, page });
    const count = async (of?: InvoiceState): Promise<number> =>
      (await services.documents.search(tx, { ...base, ...(of === undefined ? {} : { state: of }), page: 1, pageSize: 1 })).total;
    const counts =
      kind === 'invoice'
        ? { all: await count(), open: await count('open'), overdue: await count('overdue'), paid: await count('paid') }
        : { all: found.total, open: 0, overdue: 0, paid: 0 };
    return { ...found, page, pageSize: PAGE_SIZE, text, kind, state, today: services.company.today(), counts };
  });
}

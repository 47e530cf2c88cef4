import type { DocumentKind, LocalDate } from '@tapline/sdk';
import { type Column, Day, LinkButton, Money, Pagination, Table } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { DocumentSummary } from '../../../documents/document-store.js';
import { Page } from '../frame/page.js';
import { documentHref, withQuery } from '../parts/hrefs.js';
import { SearchField } from '../parts/search-field.js';
import type { DocumentListModel, InvoiceState } from './document-list-page.js';
import { DOCUMENT_KINDS, DocumentBadge } from './document-status.js';

export const DOCUMENT_LIST_ID = 'documents';

export function DocumentList({ model, mayWrite }: { readonly model: DocumentListModel; readonly mayWrite: boolean }): JSX.Element {
  return (
    <Page title={DOCUMENT_KINDS[model.kind].plural} actions={mayWrite && <Actions kind={model.kind} />}>
      <section class="card">
        <div class="tl-filters">
          <SearchField
            action="/invoices"
            label="Search by number"
            placeholder="Number"
            value={model.text}
            target={DOCUMENT_LIST_ID}
            kept={{ kind: model.kind === 'invoice' ? '' : model.kind, state: model.state ?? '' }}
          />
          <Tabs model={model} />
        </div>
        <DocumentFindings model={model} />
      </section>
    </Page>
  );
}

function Actions({ kind }: { readonly kind: DocumentKind }): JSX.Element {
  return (
    <>
      <LinkButton href="/drafts" icon="pencil">
        Drafts
      </LinkButton>
      <LinkButton
        href={withQuery('/drafts/new', { kind: kind === 'invoice' || kind === 'receipt' ? undefined : kind })}
        icon="plus"
        isPrimary
      >
        New document
      </LinkButton>
    </>
  );
}

function Tabs({ model }: { readonly model: DocumentListModel }): JSX.Element {
  const tab = (title: string, query: { readonly kind?: DocumentKind; readonly state?: InvoiceState }, count?: number): JSX.Element => {
    const isCurrent = (query.kind ?? 'invoice') === model.kind && query.state === model.state;
    return (
      <a key={title} href={withQuery('/invoices', { q: model.text, ...query })} {...(isCurrent ? { 'aria-current': 'page' as const } : {})}>
        {title}
        {count !== undefined && <small>{count}</small>}
      </a>
    );
  };
  const counts = model.kind === 'invoice' ? model.counts : undefined;
  return (
    <nav class="tl-tabs" aria-label="Filter by kind and state">
      {tab('All invoices', {}, counts?.all)}
      {tab('Open', { state: 'open' }, counts?.open)}
      {tab('Overdue', { state: 'overdue' }, counts?.overdue)}
      {tab('Paid', { state: 'paid' }, counts?.paid)}
      {tab('Credit notes', { kind: 'credit-note' })}
      {tab('Pro-formas', { kind: 'proforma' })}
      {tab('Receipts', { kind: 'receipt' })}
    </nav>
  );
}

/** The columns of a list of documents; without the customer on the customer's own page. */
export function documentColumns(today: LocalDate, isOfOneCustomer = false): readonly Column<DocumentSummary>[] {
  const customer: Column<DocumentSummary> = {
    title: 'Customer',
    cell: ({ customerId, customerName }) => <a href={`/customers/${customerId}`}>{customerName}</a>,
  };
  return [
    {
      title: 'Number',
      role: 'primary',
      cell: ({ id, number, issueDate }) => (
        <>
          <a class="tl-name tl-number" href={documentHref(id)}>
            {number}
          </a>
          <div class="tl-sub">
            <Day date={issueDate} />
          </div>
        </>
      ),
    },
    ...(isOfOneCustomer ? [] : [customer]),
    { title: 'Status', isNarrow: true, cell: (document) => <DocumentBadge document={document} today={today} /> },
    { title: 'Due', cell: ({ dueDate }) => (dueDate === null ? <span class="text-secondary">–</span> : <Day date={dueDate} />) },
    { title: 'Total', align: 'end', cell: ({ totalMinor }) => <Money amountMinor={totalMinor} /> },
    {
      title: 'Open',
      align: 'end',
      cell: ({ openMinor }) => (openMinor ? <Money amountMinor={openMinor} /> : <span class="text-secondary">–</span>),
    },
  ];
}

/** The rows, their sums and their pages: what is replaced while somebody searches. */
export function DocumentFindings({ model }: { readonly model: DocumentListModel }): JSX.Element {
  const { title, plural } = DOCUMENT_KINDS[model.kind];
  const isSearch = model.text !== '' || model.state !== undefined;
  const noun = (model.total === 1 ? title : plural).toLowerCase();
  const kept = { q: model.text, kind: model.kind === 'invoice' ? undefined : model.kind, state: model.state };
  return (
    <div id={DOCUMENT_LIST_ID} class="tl-fading">
      {model.total > 0 && (
        <p class="px-3 py-2 m-0 text-secondary border-bottom">
          Together <Money amountMinor={model.totalMinor} />
          {model.openMinor > 0 && (
            <>
              , of which <Money amountMinor={model.openMinor} /> {model.kind === 'credit-note' ? 'is not used yet' : 'is open'}
            </>
          )}
          .
        </p>
      )}
      <Table
        caption={plural}
        columns={documentColumns(model.today)}
        rows={model.documents}
        rowKey={({ id }) => id}
        empty={
          isSearch
            ? { icon: 'search', title: 'Nothing was found', action: <a href="/invoices">Show all invoices</a> }
            : { icon: 'file-invoice', title: `There are no ${plural.toLowerCase()} yet` }
        }
      />
      {model.total > 0 && (
        <div class="card-footer">
          <Pagination
            page={model.page}
            pageSize={model.pageSize}
            total={model.total}
            noun={noun}
            href={(page) => withQuery('/invoices', { ...kept, page: page === 1 ? undefined : page })}
            target={`#${DOCUMENT_LIST_ID}`}
          />
        </div>
      )}
    </div>
  );
}

import type { Customer } from '@tapline/sdk';
import { type Column, LinkButton, Money, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { KeptDraft } from '../../../../documents/draft-service.js';
import type { AdminRoutes } from '../../frame/admin-routes.js';
import { Page } from '../../frame/page.js';
import { customerHref } from '../../parts/hrefs.js';
import { DOCUMENT_KINDS } from '../document-status.js';

interface DraftRow extends KeptDraft {
  readonly customer: Customer;
}

export function addDraftListPage(routes: AdminRoutes): void {
  routes.get('/drafts', ['documents.write'], async (request) => {
    const { drafts, customers } = request.services;
    const rows = await request.view(async (tx) => {
      const found: DraftRow[] = [];
      for (const draft of await drafts.list(tx)) found.push({ ...draft, customer: await customers.get(tx, draft.draft.customerId) });
      return found;
    });
    request.show('Drafts', <DraftList rows={rows} />);
  });
}

function DraftList({ rows }: { readonly rows: readonly DraftRow[] }): JSX.Element {
  return (
    <Page
      title="Drafts"
      parent={{ href: '/invoices', title: 'Invoices' }}
      subtitle="They have no number and move nothing until they are issued"
      actions={
        <LinkButton href="/drafts/new" icon="plus" isPrimary>
          New document
        </LinkButton>
      }
    >
      <section class="card">
        <Table
          caption="Drafts, the latest first"
          columns={DRAFTS}
          rows={rows}
          rowKey={({ id }) => id}
          empty={{ icon: 'file-invoice', title: 'There are no drafts', children: 'What is written and not issued yet is kept here.' }}
        />
      </section>
    </Page>
  );
}

const DRAFTS: readonly Column<DraftRow>[] = [
  {
    title: 'What',
    role: 'primary',
    cell: ({ id, draft }) => (
      <>
        <a class="tl-name" href={`/drafts/${id}`}>
          {DOCUMENT_KINDS[draft.kind].title}
        </a>
        <div class="tl-sub">
          {draft.lines
            .map(({ description }) => description)
            .join(', ')
            .slice(0, 80)}
        </div>
      </>
    ),
  },
  { title: 'Customer', cell: ({ customer }) => <a href={customerHref(customer)}>{customer.name}</a> },
  { title: 'Changed', cell: ({ changedAtMs }) => <When instantMs={changedAtMs} /> },
  { title: 'Total', align: 'end', cell: ({ totalMinor }) => <Money amountMinor={totalMinor} /> },
];

import type { LocalDate } from '@tapline/sdk';
import { type Column, Day, Icon, LinkButton, Money, Table } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { DocumentPage, DocumentSummary } from '../../../documents/document-store.js';
import { sendFile } from '../../http/send-file.js';
import { PortalPage } from '../frame/portal-page.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import type { Translate } from '../language/translate.js';
import { useWords } from '../language/words.js';
import { PortalDocumentBadge } from './document-badge.js';
import { ownDocument } from './own-document.js';

const PAGE_SIZE = 20;

export function addDocumentsPages(routes: PortalRoutes): void {
  routes
    .get('/portal/documents', async (request) => {
      const { documents, company } = request.services;
      const { page } = request;
      const found = await request.view((tx) => documents.search(tx, { customerId: request.customer.id, page, pageSize: PAGE_SIZE }));
      request.show(request.t('documents.title'), <Documents found={found} page={page} today={company.today()} />);
    })
    .get('/portal/documents/:id/pdf', async (request) => {
      const file = await request.view(async (tx) => {
        const { id } = await ownDocument(request, tx, request.parameter('id'));
        return request.services.documentFiles.pdf(tx, id);
      });
      sendFile(request.ctx, file);
    });
}

function Documents({
  found,
  page,
  today,
}: {
  readonly found: DocumentPage;
  readonly page: number;
  readonly today: LocalDate;
}): JSX.Element {
  const t = useWords();
  return (
    <PortalPage
      title={t('documents.title')}
      actions={
        <LinkButton href="/portal/statement" icon="list">
          {t('documents.statement')}
        </LinkButton>
      }
    >
      <section class="card">
        <Table
          caption={t('documents.title')}
          columns={columns(t, today)}
          rows={found.documents}
          rowKey={({ id }) => id}
          empty={{ icon: 'file-invoice', title: t('documents.none') }}
        />
      </section>
      <nav class="tl-pagination">
        {page > 1 && (
          <a class="btn" href={`/portal/documents?page=${page - 1}`} rel="prev">
            {t('frame.later')}
          </a>
        )}
        {page * PAGE_SIZE < found.total && (
          <a class="btn" href={`/portal/documents?page=${page + 1}`} rel="next">
            {t('frame.earlier')}
          </a>
        )}
      </nav>
    </PortalPage>
  );
}

function columns(t: Translate, today: LocalDate): readonly Column<DocumentSummary>[] {
  return [
    {
      title: t('documents.number'),
      role: 'primary',
      cell: (document) => (
        <>
          <span class="tl-name">{document.number}</span>
          <div class="tl-sub">{t(`documents.kind.${document.kind}`)}</div>
        </>
      ),
    },
    { title: t('documents.issued'), cell: ({ issueDate }) => <Day date={issueDate} /> },
    { title: t('documents.due'), cell: ({ dueDate, kind }) => dueDate !== null && kind === 'invoice' && <Day date={dueDate} /> },
    { title: t('documents.total'), align: 'end', cell: ({ totalMinor }) => <Money amountMinor={totalMinor} /> },
    { title: t('documents.state'), cell: (document) => <PortalDocumentBadge document={document} today={today} /> },
    {
      title: t('documents.download'),
      role: 'actions',
      cell: ({ id, number }) => (
        <a class="btn btn-sm" href={`/portal/documents/${id}/pdf`} aria-label={`${t('documents.download')} ${number}`}>
          <Icon name="download" />
          {t('documents.download')}
        </a>
      ),
    },
  ];
}

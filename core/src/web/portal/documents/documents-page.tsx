import { type LocalDate, portalPayLink, type Transaction } from '@tapline/sdk';
import { type Column, Day, Icon, LinkButton, Money, Table } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { DocumentPage, DocumentSummary } from '../../../documents/document-store.js';
import { methodTitles, receiptTitle } from '../../../payments/method-titles.js';
import { sendFile } from '../../http/send-file.js';
import { PortalPage } from '../frame/portal-page.js';
import type { PortalRequest } from '../frame/portal-request.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import type { Translate } from '../language/translate.js';
import { useWords } from '../language/words.js';
import { PortalDocumentBadge } from './document-badge.js';
import { ownDocument } from './own-document.js';
import { ownPayment } from './own-payment.js';
import { PaymentsCard, type PaymentsCardProps } from './payments-card.js';

const PAGE_SIZE = 20;
/** The others are on the statement. */
const PAYMENTS_SHOWN = 12;

export function addDocumentsPages(routes: PortalRoutes): void {
  routes
    .get('/portal/documents', async (request) => {
      const { documents, payments, company, contributions } = request.services;
      const { page, customer } = request;
      const { received, ...shown } = await request.view(async (tx) => {
        const found = await documents.search(tx, { customerId: customer.id, page, pageSize: PAGE_SIZE });
        return {
          found,
          received: page === 1 ? await payments.ofCustomer(tx, customer.id, PAYMENTS_SHOWN) : [],
          payable: await payableOf(request, tx, found.documents),
          credited: await creditedOf(request, tx, found.documents),
        };
      });
      const standing = received.filter(({ cancelledAtMs }) => cancelledAtMs === null);
      request.show(
        request.t('documents.title'),
        <Documents {...shown} payments={{ payments: standing, titles: methodTitles(contributions) }} page={page} today={company.today()} />,
      );
    })
    .post('/portal/payments/:id/receipt', async (request) => {
      const { followUps, contributions } = request.services;
      const receipt = await request.transaction(async (tx) => {
        const payment = await ownPayment(request, tx, request.parameter('id'));
        return followUps.receipt(tx, payment, receiptTitle(contributions, payment));
      });
      request.goTo(`/portal/documents/${receipt.id}/pdf`);
    })
    .get('/portal/documents/:id/pdf', async (request) => {
      const { id } = await request.view((tx) => ownDocument(request, tx, request.parameter('id')));
      sendFile(request.ctx, await request.services.documentFiles.pdf(id));
    });
}

/** The ids of what can be paid here: invoices, and pro-formas that no invoice has followed yet, of which more is open than is on its way. */
async function payableOf(
  { services }: PortalRequest,
  tx: Transaction,
  documents: readonly DocumentSummary[],
): Promise<ReadonlySet<string>> {
  const payable = new Set<string>();
  if (services.checkout.choices(0).length === 0) return payable;
  for (const document of documents) {
    const isAsked = document.kind === 'proforma' || (document.kind === 'invoice' && (document.openMinor ?? 0) > 0);
    if (isAsked && (await services.payable.of(tx, document)).openMinor > 0) payable.add(document.id);
  }
  return payable;
}

/** The ids of invoices that were given back whole: nobody has paid them. */
async function creditedOf(
  { services }: PortalRequest,
  tx: Transaction,
  documents: readonly DocumentSummary[],
): Promise<ReadonlySet<string>> {
  const credited = new Set<string>();
  for (const document of documents) {
    if (document.kind === 'invoice' && document.openMinor === 0 && (await services.documents.isCreditedWhole(tx, document)))
      credited.add(document.id);
  }
  return credited;
}

interface DocumentsProps {
  readonly found: DocumentPage;
  readonly payable: ReadonlySet<string>;
  readonly credited: ReadonlySet<string>;
  readonly payments: PaymentsCardProps;
  readonly page: number;
  readonly today: LocalDate;
}

function Documents({ found, payable, credited, payments, page, today }: DocumentsProps): JSX.Element {
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
          columns={columns(t, today, { payable, credited })}
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
      {payments.payments.length > 0 && <PaymentsCard {...payments} />}
    </PortalPage>
  );
}

function columns(
  t: Translate,
  today: LocalDate,
  { payable, credited }: Pick<DocumentsProps, 'payable' | 'credited'>,
): readonly Column<DocumentSummary>[] {
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
    {
      title: t('documents.state'),
      cell: (document) => <PortalDocumentBadge document={document} isCredited={credited.has(document.id)} today={today} />,
    },
    {
      title: t('documents.download'),
      role: 'actions',
      cell: ({ id, number }) => (
        <div class="tl-buttons justify-content-end">
          {payable.has(id) && (
            <a class="btn btn-sm btn-primary" href={portalPayLink(id)} aria-label={`${t('pay.title')} ${number}`}>
              <Icon name="credit-card" />
              {t('pay.title')}
            </a>
          )}
          <a class="btn btn-sm" href={`/portal/documents/${id}/pdf`} aria-label={`${t('documents.download')} ${number}`}>
            <Icon name="download" />
            {t('documents.download')}
          </a>
        </div>
      ),
    },
  ];
}

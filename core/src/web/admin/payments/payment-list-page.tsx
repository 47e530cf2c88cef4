import { Badge, type Column, Day, LinkButton, Money, Pagination, Table } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { methodTitles } from '../../../payments/method-titles.js';
import type { PaymentPage, PaymentSummary } from '../../../payments/payment-store.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { Page } from '../frame/page.js';
import { pageWithin, withQuery } from '../parts/hrefs.js';

const PAGE_SIZE = 25;
const LIST_ID = 'payments';

export function addPaymentListPage(routes: AdminRoutes): void {
  routes.get('/payments', ['customers.read'], async (request) => {
    const { payments, contributions } = request.services;
    const found = await request.view(async (tx) => {
      const known = methodTitles(contributions);
      const used = (await payments.methods(tx)).filter((each) => !known.has(each));
      const methods = new Map([...known, ...used.map((each) => [each, each] as const)]);
      const method = methods.has(request.query.method ?? '') ? request.query.method : undefined;
      const search = { pageSize: PAGE_SIZE, ...(method === undefined ? {} : { method }) };
      const counted = await payments.search(tx, { ...search, page: request.page });
      const page = pageWithin(request.page, counted.total, PAGE_SIZE);
      return { method, methods, page, ...(page === request.page ? counted : await payments.search(tx, { ...search, page })) };
    });
    if (request.wantsOnly(LIST_ID)) request.showFragment(<Findings {...found} />);
    else request.show('Payments', <PaymentList {...found} />);
  });
}

interface ListProps extends PaymentPage {
  readonly page: number;
  readonly method: string | undefined;
  readonly methods: ReadonlyMap<string, string>;
}

function PaymentList(props: ListProps): JSX.Element {
  const tab = (title: string, method: string | undefined): JSX.Element => (
    <a key={title} href={withQuery('/payments', { method })} {...(method === props.method ? { 'aria-current': 'page' as const } : {})}>
      {title}
    </a>
  );
  return (
    <Page
      title="Payments"
      actions={
        <LinkButton href="/payment-attempts" icon="transfer">
          Through gateways
        </LinkButton>
      }
    >
      <section class="card">
        <div class="tl-filters">
          <nav class="tl-tabs" aria-label="Filter by method">
            {tab('All', undefined)}
            {[...props.methods].map(([method, title]) => tab(title, method))}
          </nav>
        </div>
        <Findings {...props} />
      </section>
    </Page>
  );
}

const columns = (methods: ReadonlyMap<string, string>): readonly Column<PaymentSummary>[] => [
  {
    title: 'Received',
    role: 'primary',
    cell: ({ id, date, note, reference }) => (
      <>
        <a class="tl-name" href={`/payments/${id}`}>
          <Day date={date} />
        </a>
        <div class="tl-sub">{note ?? reference}</div>
      </>
    ),
  },
  { title: 'Customer', cell: ({ customerId, customerName }) => <a href={`/customers/${customerId}`}>{customerName}</a> },
  { title: 'Method', cell: ({ method }) => methods.get(method) ?? method },
  { title: 'Status', isNarrow: true, cell: (payment) => <PaymentBadge payment={payment} /> },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
];

/** What became of a payment. */
export function PaymentBadge({
  payment,
}: {
  readonly payment: Pick<PaymentSummary, 'amountMinor' | 'refundedMinor' | 'cancelledAtMs'>;
}): JSX.Element {
  if (payment.cancelledAtMs !== null) return <Badge tone="bad">Cancelled</Badge>;
  if (payment.refundedMinor === payment.amountMinor) return <Badge tone="warning">Refunded</Badge>;
  return payment.refundedMinor > 0 ? <Badge tone="warning">Partly refunded</Badge> : <Badge tone="good">Received</Badge>;
}

function Findings({ method, methods, ...found }: ListProps): JSX.Element {
  return (
    <div id={LIST_ID} class="tl-fading">
      {found.total > 0 && (
        <p class="px-3 py-2 m-0 text-secondary border-bottom">
          Together <Money amountMinor={found.totalMinor} />, without what was cancelled.
        </p>
      )}
      <Table
        caption="Payments, newest first"
        columns={columns(methods)}
        rows={found.payments}
        rowKey={({ id }) => id}
        empty={{
          icon: 'cash',
          title: 'Nothing was paid yet',
          action: <LinkButton href="/customers">Take a payment from a customer</LinkButton>,
        }}
      />
      {found.total > 0 && (
        <div class="card-footer">
          <Pagination
            page={found.page}
            pageSize={PAGE_SIZE}
            total={found.total}
            noun={found.total === 1 ? 'payment' : 'payments'}
            href={(page) => withQuery('/payments', { method, page: page === 1 ? undefined : page })}
            target={`#${LIST_ID}`}
          />
        </div>
      )}
    </div>
  );
}

import type { PaymentAttemptState } from '@tapline/sdk';
import { type Column, Money, Pagination, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { AttemptSummary } from '../../../payments/gateways/attempt-store.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { Page } from '../frame/page.js';
import { pageWithin, withQuery } from '../parts/hrefs.js';
import { ATTEMPT_STATES, AttemptBadge } from './attempt-status.js';

const PAGE_SIZE = 25;
const LIST_ID = 'attempts';
const PATH = '/payment-attempts';
const TABS: readonly PaymentAttemptState[] = ['review', 'open', 'pending', 'paid', 'returned', 'declined'];

interface ListModel {
  readonly attempts: readonly AttemptSummary[];
  readonly total: number;
  readonly page: number;
  readonly state: PaymentAttemptState | undefined;
}

export function addAttemptListPage(routes: AdminRoutes): void {
  routes.get(PATH, ['customers.read'], async (request) => {
    const state = Object.hasOwn(ATTEMPT_STATES, request.query.state ?? '') ? (request.query.state as PaymentAttemptState) : undefined;
    const search = { pageSize: PAGE_SIZE, ...(state === undefined ? {} : { state }) };
    const { paymentAttempts } = request.services;
    const found = await request.view(async (tx) => {
      const counted = await paymentAttempts.search(tx, { ...search, page: request.page });
      const page = pageWithin(request.page, counted.total, PAGE_SIZE);
      return { page, state, ...(page === request.page ? counted : await paymentAttempts.search(tx, { ...search, page })) };
    });
    if (request.wantsOnly(LIST_ID)) request.showFragment(<Findings {...found} />);
    else request.show('Gateway payments', <AttemptList {...found} />);
  });
}

function AttemptList(model: ListModel): JSX.Element {
  const tab = (title: string, state: PaymentAttemptState | undefined): JSX.Element => (
    <a key={title} href={withQuery(PATH, { state })} {...(state === model.state ? { 'aria-current': 'page' as const } : {})}>
      {title}
    </a>
  );
  return (
    <Page title="Gateway payments" parent={{ href: '/payments', title: 'Payments' }}>
      <section class="card">
        <div class="tl-filters">
          <nav class="tl-tabs" aria-label="Filter by state">
            {tab('All', undefined)}
            {TABS.map((state) => tab(ATTEMPT_STATES[state].title, state))}
          </nav>
        </div>
        <Findings {...model} />
      </section>
    </Page>
  );
}

const COLUMNS: readonly Column<AttemptSummary>[] = [
  {
    title: 'Begun',
    role: 'primary',
    cell: ({ id, createdAtMs, reference }) => (
      <>
        <a class="tl-name" href={`${PATH}/${id}`}>
          <When instantMs={createdAtMs} />
        </a>
        <div class="tl-sub">{reference}</div>
      </>
    ),
  },
  { title: 'Customer', cell: ({ customerId, customerName }) => <a href={`/customers/${customerId}`}>{customerName}</a> },
  { title: 'Gateway', cell: ({ gatewayTitle }) => gatewayTitle },
  { title: 'Status', isNarrow: true, cell: (attempt) => <AttemptBadge attempt={attempt} /> },
  { title: 'Amount', align: 'end', cell: ({ totalMinor }) => <Money amountMinor={totalMinor} /> },
];

function Findings({ attempts, total, page, state }: ListModel): JSX.Element {
  return (
    <div id={LIST_ID} class="tl-fading">
      <Table
        caption="Payments through gateways, newest first"
        columns={COLUMNS}
        rows={attempts}
        rowKey={({ id }) => id}
        empty={{ icon: 'cash', title: 'No such payments', children: 'Add-ons bring payment gateways: cards, PayPal, direct debits.' }}
      />
      {total > 0 && (
        <div class="card-footer">
          <Pagination
            page={page}
            pageSize={PAGE_SIZE}
            total={total}
            noun={total === 1 ? 'payment' : 'payments'}
            href={(wanted) => withQuery(PATH, { state, page: wanted === 1 ? undefined : wanted })}
            target={`#${LIST_ID}`}
          />
        </div>
      )}
    </div>
  );
}

import type { CustomerStatus } from '@tapline/sdk';
import { Badge, type Column, LinkButton, Money, Pagination, Table } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { Page } from '../frame/page.js';
import { customerHref, withQuery } from '../parts/hrefs.js';
import { SearchField } from '../parts/search-field.js';
import { CUSTOMER_STATUSES, CustomerStatusBadge, LineBadge } from '../parts/status.js';
import type { CustomerListModel, CustomerRow } from './customer-list-page.js';

export const CUSTOMER_LIST_ID = 'customers';

export function CustomerList({ model, canCreate }: { readonly model: CustomerListModel; readonly canCreate: boolean }): JSX.Element {
  return (
    <Page
      title="Customers"
      actions={
        canCreate && (
          <LinkButton href="/customers/new" icon="user-plus" isPrimary>
            New customer
          </LinkButton>
        )
      }
    >
      <section class="card">
        <div class="tl-filters">
          <SearchField
            action="/customers"
            label="Search by name, number, contact or login"
            placeholder="Name, number, contact or login"
            value={model.text}
            target={CUSTOMER_LIST_ID}
            kept={{ status: model.status ?? '', line: model.isShutOnly ? 'shut' : '' }}
          />
          <StatusTabs model={model} />
        </div>
        <CustomerFindings model={model} />
      </section>
    </Page>
  );
}

function StatusTabs({ model }: { readonly model: CustomerListModel }): JSX.Element {
  const all = Object.values(model.counts).reduce((sum, count) => sum + count, 0);
  const tab = (status: CustomerStatus | undefined, title: string, count: number): JSX.Element => (
    <a
      key={title}
      href={withQuery('/customers', { q: model.text, status })}
      {...(status === model.status && !model.isShutOnly ? { 'aria-current': 'page' as const } : {})}
    >
      {title}
      <small>{count}</small>
    </a>
  );
  return (
    <nav class="tl-tabs" aria-label="Filter by status">
      {tab(undefined, 'All', all)}
      {(['active', 'new', 'blocked', 'inactive'] as const).map((status) =>
        tab(status, CUSTOMER_STATUSES[status].title, model.counts[status]),
      )}
      <a href={withQuery('/customers', { q: model.text, line: 'shut' })} {...(model.isShutOnly ? { 'aria-current': 'page' as const } : {})}>
        Shut lines
        <small>{model.shutLines}</small>
      </a>
    </nav>
  );
}

const COLUMNS: readonly Column<CustomerRow>[] = [
  {
    title: 'No.',
    isNarrow: true,
    role: 'wide-only',
    cell: ({ customer }) => <span class="text-secondary tl-number">{customer.number}</span>,
  },
  {
    title: 'Customer',
    role: 'primary',
    cell: ({ customer }) => (
      <>
        <a class="tl-name" href={customerHref(customer)}>
          {customer.name}
        </a>
        <div class="tl-sub">{customer.email ?? customer.phone ?? customer.address}</div>
      </>
    ),
  },
  {
    title: 'Services',
    cell: ({ lines }) =>
      lines.length === 0 ? (
        <span class="text-secondary">none</span>
      ) : (
        <div>
          {lines.slice(0, 2).map(({ service }) => (
            <div key={service.id}>
              {service.plan.name} <span class="tl-sub font-monospace">{service.login}</span>
            </div>
          ))}
          {lines.length > 2 && <div class="tl-sub">and {lines.length - 2} more</div>}
        </div>
      ),
  },
  {
    title: 'Line',
    cell: ({ lines }) => (
      <div>
        {lines.slice(0, 2).map(({ service, access }) => (
          <div key={service.id}>
            <LineBadge access={access} />
          </div>
        ))}
      </div>
    ),
  },
  { title: 'Status', cell: ({ customer }) => <CustomerStatusBadge status={customer.status} /> },
  {
    title: 'Balance',
    align: 'end',
    cell: ({ balanceMinor, outlook }) => (
      <div>
        <Money amountMinor={balanceMinor} />
        {outlook && (
          <div>
            <Badge tone={outlook.tone}>{outlook.summary}</Badge>
          </div>
        )}
      </div>
    ),
  },
];

/** The rows and their pages: what is replaced while somebody searches. */
export function CustomerFindings({ model }: { readonly model: CustomerListModel }): JSX.Element {
  const isSearch = model.text !== '' || model.status !== undefined || model.isShutOnly;
  return (
    <div id={CUSTOMER_LIST_ID} class="tl-fading">
      <Table
        caption="Customers"
        columns={COLUMNS}
        rows={model.rows}
        rowKey={({ customer }) => customer.id}
        empty={
          isSearch
            ? {
                icon: 'search',
                title: 'Nobody was found',
                children: 'Try fewer letters, or another status.',
                action: <a href="/customers">Show all customers</a>,
              }
            : {
                icon: 'users',
                title: 'There are no customers yet',
                children: 'A customer has a balance and services; each service is a line that logs in.',
                action: <LinkButton href="/customers/new">Add the first one</LinkButton>,
              }
        }
      />
      {model.total > 0 && (
        <div class="card-footer">
          <Pagination
            page={model.page}
            pageSize={model.pageSize}
            total={model.total}
            noun={model.total === 1 ? 'customer' : 'customers'}
            href={(page) =>
              withQuery('/customers', {
                q: model.text,
                status: model.status,
                line: model.isShutOnly ? 'shut' : undefined,
                page: page === 1 ? undefined : page,
              })
            }
            target={`#${CUSTOMER_LIST_ID}`}
          />
        </div>
      )}
    </div>
  );
}

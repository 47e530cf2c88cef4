import type { CustomerStatus } from '@tapline/sdk';
import { Card, Day, EmptyState, Icon, LinkButton, Money, Stat } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { TrafficChart } from '../../ui/traffic-chart.js';
import { Page } from '../frame/page.js';
import { CUSTOMER_STATUSES } from '../parts/status.js';
import type { DashboardModel } from './dashboard-page.js';
import type { Need } from './needs.js';

export function Dashboard({
  model,
  canTakeCustomers,
}: {
  readonly model: DashboardModel;
  readonly canTakeCustomers: boolean;
}): JSX.Element {
  const { customers, money, online, needs, traffic, today } = model;
  const total = customers && Object.values(customers).reduce((sum, count) => sum + count, 0);
  return (
    <Page
      title="Dashboard"
      subtitle={<Day date={today} />}
      actions={
        canTakeCustomers && (
          <LinkButton href="/customers/new" icon="user-plus" isPrimary>
            New customer
          </LinkButton>
        )
      }
    >
      <div class="tl-stats">
        {customers && (
          <Stat label="Customers" value={total} detail={`${customers.active} active`} icon="users" tone="info" href="/customers" />
        )}
        {online && (
          <Stat
            label="Online now"
            value={online.total}
            detail={onlineDetail(online.byRouter.length)}
            icon="wifi"
            tone="good"
            href="/online"
          />
        )}
        {money && (
          <>
            <Stat
              label="Payments this month"
              value={<Money amountMinor={money.paidMinor} />}
              detail={
                <>
                  the month before: <Money amountMinor={money.paidBeforeMinor} />
                </>
              }
              icon="cash"
              tone="good"
            />
            <Stat
              label="Revenue this month"
              value={<Money amountMinor={money.revenueMinor} />}
              detail="charged to customers"
              icon="trending-up"
              tone="info"
            />
          </>
        )}
      </div>
      <div class="tl-grid">
        <div class="tl-span-8 tl-stack">
          <Card title="Traffic of the last 30 days">
            <TrafficChart drawing={traffic} empty="No traffic was counted yet" />
          </Card>
        </div>
        <div class="tl-span-4 tl-stack">
          <Card title="Needs attention" isFlush={needs.length > 0}>
            <Needs needs={needs} />
          </Card>
        </div>
      </div>
      <div class="tl-grid tl-even">
        {customers && (
          <Card title="Customers by status" class="tl-span-6">
            <StatusSplit customers={customers} />
          </Card>
        )}
        {online && online.byRouter.length > 0 && (
          <Card title="Online by router" class="tl-span-6">
            <RouterBars byRouter={online.byRouter} />
          </Card>
        )}
      </div>
    </Page>
  );
}

function onlineDetail(routers: number): string {
  return routers === 1 ? 'on one router' : `on ${routers} routers`;
}

function Needs({ needs }: { readonly needs: readonly Need[] }): JSX.Element {
  if (needs.length === 0) return <EmptyState icon="circle-check" title="All is well" />;
  return (
    <ul class="tl-needs">
      {needs.map(({ tone, icon, title, detail, href }) => (
        <li key={title} class={`tl-tone-${tone}`}>
          <Icon name={icon} />
          <div>
            <p>{href === undefined ? title : <a href={href}>{title}</a>}</p>
            <p class="tl-sub">{detail}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function StatusSplit({ customers }: { readonly customers: Readonly<Record<CustomerStatus, number>> }): JSX.Element {
  const shown = (['active', 'new', 'blocked', 'inactive'] as const).map((status) => ({
    status,
    count: customers[status],
    ...CUSTOMER_STATUSES[status],
  }));
  return (
    <>
      <div class="tl-split mt-0" aria-hidden="true">
        {shown.map(
          ({ status, count, tone }) => count > 0 && <i key={status} class={`tl-tone-${tone}`} style={{ flexGrow: count, flexBasis: 0 }} />,
        )}
      </div>
      <ul class="tl-key">
        {shown.map(({ status, count, title, tone }) => (
          <li key={status} class={`tl-tone-${tone}`}>
            <i />
            <a href={`/customers?status=${status}`}>
              {title} <strong>{count}</strong>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function RouterBars({ byRouter }: { readonly byRouter: readonly { readonly name: string; readonly count: number }[] }): JSX.Element {
  const most = Math.max(1, ...byRouter.map(({ count }) => count));
  return (
    <div class="tl-fields">
      {byRouter.map(({ name, count }) => (
        <div key={name}>
          <div class="d-flex justify-content-between mb-1">
            <span>{name}</span>
            <strong class="tl-number">{count}</strong>
          </div>
          <div class="tl-bar" aria-hidden="true">
            <i style={{ width: `${(100 * count) / most}%` }} />
          </div>
        </div>
      ))}
    </div>
  );
}

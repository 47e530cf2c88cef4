import { type Column, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { OnlineSession } from '../../../usage/session-queries.js';
import { Page } from '../frame/page.js';
import { SessionAddresses } from '../sessions/session-addresses.js';

export interface WhoHadModel {
  readonly address: string;
  /** As it was typed, on the company's clocks. */
  readonly at: string;
  /** What is wrong with the question. */
  readonly problem?: string;
  /** `undefined` until something was asked. */
  readonly holders?: readonly OnlineSession[];
}

/** Asks who had an address at a time. */
export function WhoHadForm({ address, at }: Pick<WhoHadModel, 'address' | 'at'>): JSX.Element {
  return (
    <form class="tl-filters" method="get" action="/online/who-had">
      <span>Who had</span>
      <input
        class="form-control font-monospace w-auto"
        name="address"
        value={address}
        placeholder="10.0.3.7 or 2001:db8:1:100::/56"
        aria-label="IP address or IPv6 prefix"
        size={28}
        required
      />
      <span>at</span>
      <input class="form-control w-auto" type="datetime-local" name="at" value={at} aria-label="Date and time" required />
      <button type="submit" class="btn">
        Find
      </button>
    </form>
  );
}

export function WhoHadView({ model, canSeeCustomers }: { readonly model: WhoHadModel; readonly canSeeCustomers: boolean }): JSX.Element {
  const { problem, holders } = model;
  return (
    <Page
      title="Who had an address"
      parent={{ href: '/online', title: 'Online' }}
      subtitle="As routers have reported it; a session whose end was lost counts until its next report was due"
    >
      <section class="card">
        <WhoHadForm {...model} />
        {problem !== undefined && (
          <p class="card-body text-danger mb-0" role="alert">
            {problem}
          </p>
        )}
        {holders && (
          <Table
            caption="Sessions with this address at this time, newest first"
            columns={canSeeCustomers ? [LOGIN, CUSTOMER, ...COLUMNS] : [LOGIN, ...COLUMNS]}
            rows={holders}
            rowKey={({ id }) => id}
            empty={{ icon: 'search', title: 'Nobody had this address then' }}
          />
        )}
      </section>
    </Page>
  );
}

const LOGIN: Column<OnlineSession> = {
  title: 'Login',
  role: 'primary',
  cell: ({ login, macAddress }) => (
    <>
      <span class="tl-name font-monospace">{login}</span>
      <div class="tl-sub font-monospace">{macAddress}</div>
    </>
  ),
};

const CUSTOMER: Column<OnlineSession> = {
  title: 'Customer',
  cell: ({ customerId, customerName }) =>
    customerId === null ? <span class="text-secondary">unknown</span> : <a href={`/customers/${customerId}`}>{customerName}</a>,
};

const COLUMNS: readonly Column<OnlineSession>[] = [
  { title: 'IP addresses', cell: (session) => <SessionAddresses session={session} /> },
  { title: 'Router', cell: ({ routerName }) => routerName },
  { title: 'Since', cell: ({ startedAtMs }) => <When instantMs={startedAtMs} precision="second" /> },
  { title: 'Last report', cell: ({ lastSeenMs }) => <When instantMs={lastSeenMs} precision="second" /> },
  { title: 'Ended', cell: ({ stoppedAtMs }) => (stoppedAtMs === null ? 'online' : <When instantMs={stoppedAtMs} precision="second" />) },
  { title: 'Cause', role: 'wide-only', cell: ({ terminateCause }) => terminateCause ?? '' },
];

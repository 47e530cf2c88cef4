import { type Column, Duration, Octets, Pagination, Table, useUiSettings, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { OnlineSession } from '../../../usage/session-queries.js';
import { Page } from '../frame/page.js';
import { withQuery } from '../parts/hrefs.js';
import { SearchField } from '../parts/search-field.js';
import { SessionActions } from '../sessions/session-actions.js';
import { SessionAddresses } from '../sessions/session-addresses.js';
import type { OnlineModel } from './online-page.js';
import { WhoHadForm } from './who-had-view.js';

export const ONLINE_ID = 'online';

const REFRESH = 'every 15s';

export interface OnlineMay {
  readonly seeCustomers: boolean;
  /** End sessions, and tell routers again. */
  readonly act: boolean;
}

interface OnlineProps {
  readonly model: OnlineModel;
  readonly may: OnlineMay;
}

export function OnlineView({ model, may }: OnlineProps): JSX.Element {
  return (
    <Page title="Online" subtitle="Sessions that routers have reported and not ended; refreshed every 15 seconds">
      <section class="card">
        <div class="tl-filters">
          <SearchField
            action="/online"
            label="Search by login, customer or address"
            placeholder="Login, customer, IP or MAC address"
            value={model.text}
            target={ONLINE_ID}
            kept={{ router: model.routerId ?? '' }}
          />
          {model.routers.length > 1 && <RouterTabs model={model} />}
        </div>
        <OnlineFindings model={model} may={may} />
      </section>
      <section class="card mt-3" aria-label="Search the past">
        <WhoHadForm address="" at="" />
      </section>
    </Page>
  );
}

function RouterTabs({ model }: { readonly model: OnlineModel }): JSX.Element {
  const tabs = [{ id: undefined, name: 'All routers' }, ...model.routers];
  return (
    <nav class="tl-tabs" aria-label="Filter by router">
      {tabs.map(({ id, name }) => (
        <a
          key={name}
          href={withQuery('/online', { q: model.text, router: id })}
          {...(id === model.routerId ? { 'aria-current': 'page' as const } : {})}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

/** The rows and their pages; loads itself anew, so that the list is never old. */
export function OnlineFindings({ model, may }: OnlineProps): JSX.Element {
  const href = (page: number): string =>
    withQuery('/online', { q: model.text, router: model.routerId, page: page === 1 ? undefined : page });
  const actions: Column<OnlineSession> = {
    title: 'Actions',
    cell: (session) => <SessionActions session={session} backTo={href(model.page)} />,
  };
  const isFiltered = model.text !== '' || model.routerId !== undefined;
  return (
    <div id={ONLINE_ID} hx-get={href(model.page)} hx-trigger={REFRESH} hx-swap="outerHTML" hx-target="this">
      <Table
        caption="Sessions, newest first"
        columns={[...COLUMNS.slice(0, 1), ...(may.seeCustomers ? [CUSTOMER] : []), ...COLUMNS.slice(1), ...(may.act ? [actions] : [])]}
        rows={model.sessions}
        rowKey={({ id }) => id}
        empty={
          isFiltered
            ? { icon: 'search', title: 'Nobody like this is online' }
            : { icon: 'wifi-off', title: 'Nobody is online', children: 'Sessions appear as soon as a router sends accounting.' }
        }
      />
      {model.total > 0 && (
        <div class="card-footer">
          <Pagination
            page={model.page}
            pageSize={model.pageSize}
            total={model.total}
            noun={model.total === 1 ? 'session' : 'sessions'}
            href={href}
            target={`#${ONLINE_ID}`}
          />
        </div>
      )}
    </div>
  );
}

const CUSTOMER: Column<OnlineSession> = {
  title: 'Customer',
  cell: ({ customerId, customerName }) =>
    customerId === null ? <span class="text-secondary">unknown</span> : <a href={`/customers/${customerId}`}>{customerName}</a>,
};

const COLUMNS: readonly Column<OnlineSession>[] = [
  {
    title: 'Login',
    role: 'primary',
    cell: ({ login, macAddress }) => (
      <>
        <span class="tl-name font-monospace">{login}</span>
        <div class="tl-sub font-monospace">{macAddress}</div>
      </>
    ),
  },
  { title: 'IP addresses', cell: (session) => <SessionAddresses session={session} /> },
  { title: 'Router', cell: ({ routerName }) => routerName },
  { title: 'Online for', cell: (session) => <OnlineFor session={session} /> },
  { title: 'Download', align: 'end', cell: ({ downloadOctets }) => <Octets octets={downloadOctets} /> },
  { title: 'Upload', align: 'end', cell: ({ uploadOctets }) => <Octets octets={uploadOctets} /> },
  { title: 'Last report', role: 'wide-only', cell: ({ lastSeenMs }) => <When instantMs={lastSeenMs} isRelative /> },
];

function OnlineFor({ session: { startedAtMs } }: { readonly session: OnlineSession }): JSX.Element {
  return <Duration durationMs={Math.max(0, useUiSettings().nowMs - startedAtMs)} />;
}

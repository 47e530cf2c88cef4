import type { Router } from '@tapline/sdk';
import { Badge, type Column, DescriptionList, LinkButton, Pagination, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { AddressHolder } from '../../../network/address-queries.js';
import type { NetworkUse } from '../../../network/network-store.js';
import { Page } from '../frame/page.js';
import { withQuery } from '../parts/hrefs.js';
import { SearchField } from '../parts/search-field.js';
import { NetworkUseBar } from './network-use-bar.js';
import { givesWords, PURPOSES } from './network-view.js';

export interface NetworkModel {
  readonly network: NetworkUse;
  readonly routers: readonly Router[];
  readonly holders: readonly AddressHolder[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  readonly text: string;
}

export const HOLDERS_ID = 'address-holders';

const ADDRESS: Column<AddressHolder> = {
  title: 'Address',
  role: 'primary',
  cell: ({ address }) => <span class="font-monospace">{address}</span>,
};

const LOGIN: Column<AddressHolder> = {
  title: 'Login',
  cell: ({ login }) => <span class="font-monospace">{login ?? 'a removed service'}</span>,
};

const CUSTOMER: Column<AddressHolder> = {
  title: 'Customer',
  cell: ({ customerId, customerName }) =>
    customerId === null ? <span class="text-secondary">unknown</span> : <a href={`/customers/${customerId}`}>{customerName}</a>,
};

const HOW: Column<AddressHolder> = {
  title: 'How',
  cell: ({ state, routerName, sinceMs }) =>
    state === 'kept' ? (
      <Badge tone="neutral">Kept</Badge>
    ) : (
      <>
        <Badge tone="good">In a session</Badge>{' '}
        <span class="tl-sub">
          {routerName} {sinceMs !== null && <When instantMs={sinceMs} isRelative />}
        </span>
      </>
    ),
};

export function NetworkPage({ model, canWrite, canSeeCustomers }: NetworkPageProps & { readonly canWrite: boolean }): JSX.Element {
  const { network, routers, text } = model;
  const { usableAddresses, keptAddresses, givenAddresses, heldAddresses } = network;
  const bound = routers.filter(({ id }) => network.routerIds.includes(id)).map(({ name }) => name);
  const count = (number: number): JSX.Element => <span class="tl-number">{number.toLocaleString('en')}</span>;
  const edit = (
    <LinkButton href={`/networks/${network.id}/edit`} icon="pencil">
      Edit
    </LinkButton>
  );
  return (
    <Page title={network.name} parent={{ href: '/networks', title: 'Networks' }} subtitle={network.cidr} actions={canWrite && edit}>
      <section class="card mb-3">
        <div class="card-body">
          <div class="mb-3">
            <NetworkUseBar network={network} />
          </div>
          <DescriptionList
            items={[
              { term: 'Purpose', value: PURPOSES[network.purpose].title },
              { term: 'Gives', value: givesWords(network) },
              { term: 'Routers', value: bound.length === 0 ? 'any' : bound.join(', ') },
              { term: 'Kept for services', value: count(keptAddresses) },
              { term: 'In sessions', value: count(givenAddresses) },
              { term: 'Held ready by RADIUS', value: count(heldAddresses) },
              { term: 'Free', value: count(usableAddresses - keptAddresses - givenAddresses - heldAddresses) },
            ]}
          />
        </div>
      </section>
      <section class="card">
        <div class="tl-filters">
          <SearchField
            action={`/networks/${network.id}`}
            label="Search who has an address"
            placeholder="Address, login or customer"
            value={text}
            target={HOLDERS_ID}
          />
        </div>
        <NetworkHolders model={model} canSeeCustomers={canSeeCustomers} />
      </section>
    </Page>
  );
}

interface NetworkPageProps {
  readonly model: NetworkModel;
  readonly canSeeCustomers: boolean;
}

export function NetworkHolders({ model, canSeeCustomers }: NetworkPageProps): JSX.Element {
  const { network, holders, total, page, pageSize, text } = model;
  const href = (number: number): string => withQuery(`/networks/${network.id}`, { q: text, page: number === 1 ? '' : String(number) });
  return (
    <div id={HOLDERS_ID}>
      <Table
        caption="Who has an address"
        columns={canSeeCustomers ? [ADDRESS, LOGIN, CUSTOMER, HOW] : [ADDRESS, LOGIN, HOW]}
        rows={holders}
        rowKey={({ address }) => address}
        empty={
          text === ''
            ? { icon: 'sitemap', title: 'Nobody has an address of it yet' }
            : { icon: 'search', title: `Nobody that matches "${text}" has an address of it` }
        }
      />
      {total > 0 && (
        <div class="card-footer">
          <Pagination page={page} pageSize={pageSize} total={total} noun="addresses" href={href} target={`#${HOLDERS_ID}`} />
        </div>
      )}
    </div>
  );
}

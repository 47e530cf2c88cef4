import type { AdminPage, Customer } from '@tapline/sdk';
import { Badge, Card, type Column, Day, DescriptionList, LinkButton, SubmitButton, Table, TextField, When } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import { formatIban } from '../banking/iban.js';
import { lapsesOn, type Mandate, type MandateState } from '../mandates/mandate.js';
import type { MandateEvent } from '../mandates/mandate-store.js';
import { pageLink, runLink } from '../operations/inputs.js';
import type { SepaParts } from '../sepa-parts.js';
import { PageLinks, pageNumber } from './page-links.js';
import { MANDATE_STATES } from './state-words.js';

const PER_PAGE = 100;
const STATES = Object.keys(MANDATE_STATES) as readonly MandateState[];

interface Shown {
  readonly mandate: Mandate;
  readonly customer: Customer;
}

const COLUMNS: readonly Column<Shown>[] = [
  {
    title: 'Reference',
    role: 'primary',
    cell: ({ mandate: { id, reference } }) => <a href={pageLink('mandates', { mandate: id })}>{reference}</a>,
  },
  { title: 'Customer', cell: ({ customer }) => <a href={`/customers/${customer.id}`}>{`${customer.name} (${customer.number})`}</a> },
  { title: 'Account', cell: ({ mandate }) => <span class="tl-number">{formatIban(mandate.iban)}</span> },
  {
    title: 'Scheme',
    cell: ({ mandate: { scheme, type } }) => (
      <>
        {scheme} <span class="tl-sub">{type}</span>
      </>
    ),
  },
  { title: 'Signed', cell: ({ mandate }) => <Day date={mandate.signedOn} /> },
  { title: 'Last used', cell: ({ mandate: { lastUsedOn } }) => (lastUsedOn === null ? '–' : <Day date={lastUsedOn} />) },
  {
    title: 'State',
    cell: ({ mandate: { state, stateReason } }) => (
      <>
        <Badge tone={MANDATE_STATES[state].tone}>{MANDATE_STATES[state].title}</Badge> <span class="tl-sub">{stateReason}</span>
      </>
    ),
  },
];

/** What customers have signed; with `?mandate=` one of them, with `?search=` by reference, account or customer. */
export function mandatesPage(parts: SepaParts): AdminPage {
  const { mandateStore, mandates, customers } = parts;
  return {
    path: 'mandates',
    title: 'SEPA mandates',
    icon: 'file-invoice',
    render: async ({ tx, query }) => {
      if (query.mandate !== undefined) {
        const mandate = await mandates.get(tx, query.mandate);
        const hasPaper = (await mandateStore.paper(tx, mandate.id)) !== undefined;
        return (
          <OneMandate
            mandate={mandate}
            customer={await customers.get(tx, mandate.customerId)}
            events={await mandateStore.events(tx, mandate.id)}
            hasPaper={hasPaper}
          />
        );
      }
      const search = query.search?.trim() ?? '';
      const state = STATES.find((each) => each === query.state);
      const page = pageNumber(query.page);
      // One more than is shown says whether there is another page.
      const paged = { state, limit: PER_PAGE + 1, offset: (page - 1) * PER_PAGE };
      const found = search === '' ? await mandateStore.newest(tx, paged) : (await find(search)).slice(paged.offset);
      const shown: Shown[] = [];
      for (const mandate of found.slice(0, PER_PAGE)) shown.push({ mandate, customer: await customers.get(tx, mandate.customerId) });
      return <AllMandates shown={shown} search={search} state={state} page={page} isLast={found.length <= PER_PAGE} />;

      async function find(text: string): Promise<readonly Mandate[]> {
        const byReference = await mandateStore.findByReference(tx, text);
        if (byReference) return [byReference];
        const byIban = await mandateStore.byIban(tx, text.replaceAll(/\s/g, '').toUpperCase());
        if (byIban.length > 0 || !/^\d{1,15}$/.test(text)) return byIban;
        const customer = await customers.getByNumber(tx, Number(text)).catch(() => undefined);
        return customer ? mandateStore.ofCustomer(tx, customer.id) : [];
      }
    },
  };
}

interface Listed {
  readonly shown: readonly Shown[];
  readonly search: string;
  readonly state: MandateState | undefined;
  readonly page: number;
  readonly isLast: boolean;
}

function AllMandates({ shown, search, state, page, isLast }: Listed): VNode {
  const ofState = state === undefined ? {} : { state };
  return (
    <div class="tl-stack">
      <div class="tl-buttons">
        <LinkButton isPrimary icon="plus" href={runLink('mandate')}>
          Enter a mandate
        </LinkButton>
        <LinkButton icon="upload" href={runLink('import-mandates')}>
          Import mandates
        </LinkButton>
      </div>
      <Card title="Find">
        <form method="get" class="tl-fields">
          <TextField name="search" label="Reference, IBAN or customer number" value={search} type="search" />
          <div class="tl-buttons">
            <SubmitButton icon="search" look="plain">
              Find
            </SubmitButton>
          </div>
        </form>
      </Card>
      {search === '' && (
        <div class="tl-buttons">
          {[undefined, ...STATES].map((each) => (
            <LinkButton
              key={each ?? 'all'}
              isSmall
              isPrimary={each === state}
              href={pageLink('mandates', each === undefined ? {} : { state: each })}
            >
              {each === undefined ? 'All' : MANDATE_STATES[each].title}
            </LinkButton>
          ))}
        </div>
      )}
      <Card title={search === '' ? 'Mandates, newest first' : 'Found'} isFlush>
        <Table
          caption="Mandates"
          columns={COLUMNS}
          rows={shown}
          rowKey={({ mandate }) => mandate.id}
          empty={{
            icon: 'file-invoice',
            title: search === '' && state === undefined && page === 1 ? 'No mandate yet' : 'Nothing was found',
          }}
        />
      </Card>
      <PageLinks page={page} isLast={isLast} link={(to) => pageLink('mandates', { ...(search === '' ? ofState : { search }), page: to })} />
    </div>
  );
}

function OneMandate({
  mandate,
  customer,
  events,
  hasPaper,
}: Shown & { readonly events: readonly MandateEvent[]; readonly hasPaper: boolean }): VNode {
  const { id, reference, state, stateReason, amendment } = mandate;
  const isOpen = state === 'active' || state === 'blocked';
  const link = (operation: string): string => runLink(operation, { mandate: id });
  return (
    <div class="tl-stack">
      <Card title={reference}>
        <div class="tl-stack">
          <DescriptionList
            items={[
              { term: 'Customer', value: <a href={`/customers/${customer.id}`}>{`${customer.name} (${customer.number})`}</a> },
              {
                term: 'State',
                value: (
                  <>
                    <Badge tone={MANDATE_STATES[state].tone}>{MANDATE_STATES[state].title}</Badge> {stateReason}
                  </>
                ),
              },
              { term: 'Account holder', value: mandate.debtorName },
              {
                term: 'Account',
                value: `${formatIban(mandate.iban)}${mandate.bic === null ? '' : `, ${mandate.bic}`}`,
              },
              { term: 'Scheme', value: `${mandate.scheme}, ${mandate.type}` },
              { term: 'Creditor identifier', value: mandate.creditorId },
              { term: 'Signed on', value: <Day date={mandate.signedOn} /> },
              { term: 'Last used', value: mandate.lastUsedOn === null ? 'never' : <Day date={mandate.lastUsedOn} /> },
              { term: 'Lapses on', value: <Day date={lapsesOn(mandate)} /> },
              {
                term: 'The bank is to be told',
                value: amendment?.carriedByItemId === null ? 'of the change, with the next collection' : 'nothing',
              },
            ]}
          />
          <div class="tl-buttons">
            {isOpen && (
              <LinkButton isSmall icon="edit" href={link('change-account')}>
                New account
              </LinkButton>
            )}
            {isOpen && (
              <LinkButton isSmall icon="edit" href={link('change-reference')}>
                New reference
              </LinkButton>
            )}
            {isOpen && (
              <LinkButton isSmall href={link('end-mandate')}>
                Let it end
              </LinkButton>
            )}
            {state === 'blocked' && (
              <LinkButton isSmall icon="check" href={link('release-mandate')}>
                Release
              </LinkButton>
            )}
            {state !== 'revoked' && (
              <LinkButton isSmall icon="x" href={link('revoke-mandate')}>
                Revoke
              </LinkButton>
            )}
            <LinkButton isSmall icon="upload" href={link('mandate-paper')}>
              Attach paper
            </LinkButton>
            {hasPaper && (
              <LinkButton isSmall icon="download" href={`/addons/sepa/files/paper/${id}`}>
                Signed paper
              </LinkButton>
            )}
          </div>
        </div>
      </Card>
      <Card title="What has happened" isFlush>
        <Table
          caption="History of the mandate"
          columns={[
            { title: 'When', cell: ({ atMs }) => <When instantMs={atMs} /> },
            { title: 'What', role: 'primary', cell: ({ what }) => what },
            { title: 'Who', cell: ({ by }) => by },
          ]}
          rows={events}
          rowKey={({ atMs, what }) => `${atMs}${what}`}
          empty={{ title: 'Nothing yet' }}
        />
      </Card>
    </div>
  );
}

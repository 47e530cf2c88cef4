import type { CustomerPanel } from '@tapline/sdk';
import { Badge, type Column, Day, LinkButton, Money, Table } from '@tapline/sdk/ui';
import { formatIban } from '../banking/iban.js';
import { type CollectionItem, subjectOf } from '../collections/collection-item.js';
import { pageLink, runLink } from '../operations/inputs.js';
import type { SepaParts } from '../sepa-parts.js';
import { ITEM_STATES, MANDATE_STATES } from './state-words.js';

const MOST_SHOWN = 10;

const COLUMNS: readonly Column<CollectionItem>[] = [
  {
    title: 'Collected on',
    role: 'primary',
    cell: ({ runId, collectionDate }) => (
      <a href={pageLink('collections', { run: runId })}>
        <Day date={collectionDate} />
      </a>
    ),
  },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
  { title: 'For', cell: ({ details }) => subjectOf(details) },
  {
    title: 'State',
    cell: ({ state, reasonCode, reason }) => (
      <>
        <Badge tone={ITEM_STATES[state].tone}>{ITEM_STATES[state].title}</Badge>{' '}
        <span class="tl-sub">{[reasonCode, reason].filter(Boolean).join(' ')}</span>
      </>
    ),
  },
];

/** A customer's mandates, and what was collected by them. */
export function mandatesPanel({ mandateStore, items, profiles }: Pick<SepaParts, 'mandateStore' | 'items' | 'profiles'>): CustomerPanel {
  return {
    id: 'mandates',
    title: 'Direct debit',
    render: async (tx, customer) => {
      // Who collects nothing by direct debit is not asked for mandates.
      if ((await profiles.all(tx)).length === 0) return undefined;
      const mandates = await mandateStore.ofCustomer(tx, customer.id);
      const collected = await items.ofCustomer(tx, customer.id, MOST_SHOWN);
      return (
        <>
          {mandates.map(({ id, reference, iban, state, stateReason }) => (
            <p key={id}>
              <a href={pageLink('mandates', { mandate: id })}>{reference}</a> <span class="tl-number">{formatIban(iban)}</span>{' '}
              <Badge tone={MANDATE_STATES[state].tone}>{MANDATE_STATES[state].title}</Badge> <span class="tl-sub">{stateReason}</span>
            </p>
          ))}
          <div class="tl-buttons">
            <LinkButton isSmall icon="plus" href={runLink('mandate', { customer: String(customer.number), debtorName: customer.name })}>
              Enter a mandate
            </LinkButton>
            <LinkButton isSmall icon="search" href={runLink('preview', { customer: String(customer.number) })}>
              What can be collected
            </LinkButton>
          </div>
          {collected.length > 0 && (
            <Table
              caption="Collections, newest first"
              columns={COLUMNS}
              rows={collected}
              rowKey={({ id }) => id}
              empty={{ title: 'Nothing yet' }}
            />
          )}
        </>
      );
    },
  };
}

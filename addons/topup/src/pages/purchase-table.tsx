import { Badge, type Column, LinkButton, Money, Octets, Table, type Tone, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { Purchase, PurchaseState } from '../purchases/purchase.js';
import { isRefundable, type SeenPurchase } from '../purchases/seen-purchases.js';
import { runLink } from './run-link.js';

const STATES: Readonly<Record<PurchaseState, { readonly title: string; readonly tone: Tone }>> = {
  waiting: { title: 'Waits to be paid', tone: 'warning' },
  granted: { title: 'Given', tone: 'good' },
  refunded: { title: 'Refunded', tone: 'neutral' },
  cancelled: { title: 'Cancelled', tone: 'neutral' },
};

function stateWords({ state, refundedMinor }: Purchase): string {
  return state === 'cancelled' && refundedMinor > 0 ? 'Cancelled, paid money is on the balance' : STATES[state].title;
}

export interface ShownPurchase extends SeenPurchase {
  readonly login: string;
  /** In a list of many customers'. */
  readonly customerName?: string;
}

const CUSTOMER: Column<ShownPurchase> = {
  title: 'Customer',
  cell: ({ purchase, customerName }) => <a href={`/customers/${encodeURIComponent(purchase.customerId)}`}>{customerName}</a>,
};

const COLUMNS: readonly Column<ShownPurchase>[] = [
  {
    title: 'What',
    role: 'primary',
    cell: ({ purchase, login }) => (
      <>
        <span class="tl-name">{purchase.title}</span>
        <div class="tl-sub">{`${login}, by ${purchase.origin === 'automatic' ? 'itself' : purchase.by}`}</div>
        <div class="tl-sub">
          <When instantMs={purchase.orderedAtMs} />
        </div>
        <Badge tone={STATES[purchase.state].tone}>{stateWords(purchase)}</Badge>
      </>
    ),
  },
  { title: 'Price', align: 'end', cell: ({ purchase }) => <Money amountMinor={purchase.priceMinor - purchase.refundedMinor} /> },
  {
    title: 'Left',
    align: 'end',
    cell: ({ leftOctets, isOver, purchase }) => (
      <>
        {purchase.state === 'granted' && !isOver ? <Octets octets={leftOctets} /> : '–'}
        <div class="tl-sub">
          {purchase.expiresAtMs === null ? purchase.validity : <Until instantMs={purchase.expiresAtMs} isOver={isOver} />}
        </div>
      </>
    ),
  },
  {
    title: 'Take back',
    role: 'actions',
    cell: (shown) =>
      isRefundable(shown) ? (
        <LinkButton isSmall href={runLink('refund', { purchase: shown.purchase.id })}>
          {shown.purchase.state === 'waiting' ? 'Cancel' : 'Take back'}
        </LinkButton>
      ) : null,
  },
];

export interface PurchaseTableProps {
  readonly purchases: readonly ShownPurchase[];
  readonly empty: { readonly title: string; readonly children?: string };
}

/** Purchases, how they stand, and the way to take them back. */
export function PurchaseTable({ purchases, empty }: PurchaseTableProps): JSX.Element {
  const isOfMany = purchases.some(({ customerName }) => customerName !== undefined);
  return (
    <Table
      caption="Data that was bought, newest first"
      columns={isOfMany ? [CUSTOMER, ...COLUMNS] : COLUMNS}
      rows={purchases}
      rowKey={({ purchase }) => purchase.id}
      empty={empty}
    />
  );
}

function Until({ instantMs, isOver }: { readonly instantMs: number; readonly isOver: boolean }): JSX.Element {
  return (
    <>
      {isOver ? 'over since' : 'to'} <When instantMs={instantMs} />
    </>
  );
}

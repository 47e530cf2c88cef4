import { type Column, Money, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { KeptAttempt } from '../../../payments/gateways/kept-attempt.js';
import { AttemptBadge } from './attempt-status.js';

const COLUMNS: readonly Column<KeptAttempt>[] = [
  {
    title: 'Begun',
    role: 'primary',
    cell: (attempt) => (
      <>
        <a class="tl-name" href={`/payment-attempts/${attempt.id}`}>
          <When instantMs={attempt.createdAtMs} />
        </a>
        <div class="tl-sub">{attempt.gatewayTitle}</div>
        <AttemptBadge attempt={attempt} />
      </>
    ),
  },
  { title: 'Amount', align: 'end', cell: ({ totalMinor }) => <Money amountMinor={totalMinor} /> },
];

/** A customer's payments through gateways. */
export function AttemptTable({ attempts }: { readonly attempts: readonly KeptAttempt[] }): JSX.Element {
  return (
    <Table
      caption="Payments through gateways, newest first"
      columns={COLUMNS}
      rows={attempts}
      rowKey={({ id }) => id}
      empty={{ title: 'None' }}
    />
  );
}

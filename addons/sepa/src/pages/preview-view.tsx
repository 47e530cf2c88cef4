import { decimalAmount } from '@tapline/sdk';
import { Alert, Badge, Card, type Column, Day, LinkButton, Money, Stat, Table, useUiSettings } from '@tapline/sdk/ui';
import type { JSX, VNode } from 'preact';
import { subjectOf } from '../collections/collection-item.js';
import { runLink } from '../operations/inputs.js';
import type { RunPreview } from '../operations/preview-operation.js';

const COLLECTED: readonly Column<RunPreview['collected'][number]>[] = [
  { title: 'Customer', role: 'primary', cell: ({ customer, customerId }) => <a href={`/customers/${customerId}`}>{customer}</a> },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
  { title: 'For', cell: ({ isOfBalance, invoices }) => subjectOf({ isOfBalance, documentNumbers: invoices }) },
  {
    title: 'Mandate',
    cell: ({ mandate, scheme, sequence, isAmended }) => (
      <>
        {mandate} <span class="tl-sub">{`${scheme} ${sequence}`}</span> {isAmended && <Badge tone="info">amended</Badge>}
      </>
    ),
  },
];

const LEFT_OUT: readonly Column<RunPreview['leftOut'][number]>[] = [
  { title: 'Customer', role: 'primary', cell: ({ customer, customerId }) => <a href={`/customers/${customerId}`}>{customer}</a> },
  { title: 'Due', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
  { title: 'Why', cell: ({ reason }) => reason },
];

/** What a run would do, and the button that does it. */
export function previewView(preview: RunPreview): VNode {
  return <PreviewView preview={preview} />;
}

function PreviewView({ preview }: { readonly preview: RunPreview }): JSX.Element {
  const ui = useUiSettings();
  const { collectOn, wantedOn, dueUntil, items, sumMinor, collected, leftOut, leftOutCount, input } = preview;
  const { subject, customer, profile, isAgain, minimumMinor } = input;
  const again = {
    subject,
    profile,
    customer,
    collectOn,
    dueUntil,
    minimumMinor: decimalAmount(minimumMinor, ui.currency),
    ...(isAgain ? { isAgain: 'on' } : {}),
  };
  return (
    <>
      {collectOn !== wantedOn && (
        <Alert tone="warning" title="The day is moved">
          <Day date={wantedOn} /> cannot be met: the bank, the notice to customers and the working days allow <Day date={collectOn} />.
        </Alert>
      )}
      <div class="tl-stats">
        <Stat label="Collected" value={String(items)} icon="cash" />
        <Stat label="Sum" value={<Money amountMinor={sumMinor} />} icon="receipt" />
        <Stat label="On" value={<Day date={collectOn} />} icon="calendar" />
        <Stat label="Left out" value={String(leftOutCount)} icon="alert-triangle" />
      </div>
      {items > 0 && (
        <div class="tl-buttons">
          <LinkButton isPrimary icon="cash" href={runLink('collect', again)}>
            Make this collection
          </LinkButton>
        </div>
      )}
      <Card title="What is collected" subtitle={firstOf(collected.length, items)} isFlush>
        <Table
          caption="What is collected"
          columns={COLLECTED}
          rows={collected}
          rowKey={({ customerId }) => customerId}
          empty={{ icon: 'cash', title: 'Nothing is due that can be collected' }}
        />
      </Card>
      {leftOut.length > 0 && (
        <Card title="Who is left out" subtitle={firstOf(leftOut.length, leftOutCount)} isFlush>
          <Table
            caption="Who is left out"
            columns={LEFT_OUT}
            rows={leftOut}
            rowKey={({ customerId }) => customerId}
            empty={{ title: 'Nobody' }}
          />
        </Card>
      )}
    </>
  );
}

/** Says that not all are shown; nothing where they are. */
function firstOf(shown: number, all: number): string | undefined {
  return shown < all ? `The first ${shown} of ${all}` : undefined;
}

import type { Transaction } from '@tapline/sdk';
import { Badge, Card, type Column, LinkButton, Money, Table } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import { maskIban } from '../banking/iban.js';
import { runLink } from '../operations/inputs.js';
import type { SepaParts } from '../sepa-parts.js';
import type { TransferFileRow, TransferRow } from '../transfers/transfer-store.js';
import { TRANSFER_FILE_STATES, TRANSFER_STATES } from './state-words.js';

const MOST_FILES = 10;
const MOST_RETURNED = 20;

const OPEN: readonly Column<TransferRow>[] = [
  {
    title: 'Refund to',
    role: 'primary',
    cell: ({ customer_id, debtor_name, iban }) => (
      <>
        <a href={`/customers/${customer_id}`}>{debtor_name}</a> <span class="tl-sub">{maskIban(iban)}</span>
      </>
    ),
  },
  { title: 'Amount', align: 'end', cell: ({ amount_minor }) => <Money amountMinor={amount_minor} /> },
  {
    title: 'State',
    cell: ({ state, reason }) => (
      <>
        <Badge tone={TRANSFER_STATES[state].tone}>{TRANSFER_STATES[state].title}</Badge>{' '}
        {reason !== null && <span class="tl-sub">{reason}</span>}
      </>
    ),
  },
  {
    title: 'Actions',
    role: 'actions',
    cell: ({ id, state }) =>
      state === 'waiting' ? (
        <LinkButton isSmall icon="x" href={runLink('transfer-cancel', { transfer: id })}>
          Give up
        </LinkButton>
      ) : null,
  },
];

const FILES: readonly Column<TransferFileRow>[] = [
  { title: 'File', role: 'primary', cell: ({ name }) => name },
  { title: 'Refunds', align: 'end', cell: ({ items }) => String(items) },
  { title: 'Sum', align: 'end', cell: ({ sum_minor }) => <Money amountMinor={sum_minor} /> },
  { title: 'State', cell: ({ state }) => <Badge tone={TRANSFER_FILE_STATES[state].tone}>{TRANSFER_FILE_STATES[state].title}</Badge> },
  {
    title: 'Actions',
    role: 'actions',
    cell: ({ id, state }) =>
      state === 'withdrawn' ? null : (
        <div class="tl-buttons">
          <LinkButton isSmall icon="download" href={`/addons/sepa/files/transfers/${id}`}>
            Download
          </LinkButton>
          {state === 'ready' && (
            <LinkButton isSmall icon="check" href={runLink('transfer-sent', { file: id })}>
              Mark as sent
            </LinkButton>
          )}
          {state === 'ready' && (
            <LinkButton isSmall icon="x" href={runLink('transfer-withdraw', { file: id })}>
              Withdraw
            </LinkButton>
          )}
        </div>
      ),
  },
];

/** Refunds that wait or came back, and their files; undefined where there was never any. */
export async function refundCards(tx: Transaction, { transferStore }: Pick<SepaParts, 'transferStore'>): Promise<VNode | undefined> {
  const waiting = await transferStore.inState(tx, 'waiting');
  const open = [...waiting, ...(await transferStore.latestReturned(tx, MOST_RETURNED))];
  const files = await transferStore.newestFiles(tx, MOST_FILES);
  if (open.length === 0 && files.length === 0) return undefined;
  return (
    <>
      {open.length > 0 && (
        <Card
          title="Refunds"
          isFlush
          actions={
            waiting.length > 0 ? (
              <LinkButton isSmall isPrimary icon="transfer" href={runLink('transfer-file')}>
                {`Make a file of ${waiting.length}`}
              </LinkButton>
            ) : undefined
          }
        >
          <Table
            caption="Refunds that wait or came back"
            columns={OPEN}
            rows={open}
            rowKey={({ id }) => id}
            empty={{ icon: 'transfer', title: 'No refund waits' }}
          />
        </Card>
      )}
      {files.length > 0 && (
        <Card title="Files of refunds" isFlush>
          <Table
            caption="Files of refunds, newest first"
            columns={FILES}
            rows={files}
            rowKey={({ id }) => id}
            empty={{ icon: 'transfer', title: 'No file yet' }}
          />
        </Card>
      )}
    </>
  );
}

import type { Operation } from '@tapline/sdk';
import { Alert, LinkButton, Money } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import type { SepaParts } from '../sepa-parts.js';
import type { TransferFileRow, TransferState } from '../transfers/transfer-store.js';
import { PROFILE_CHOICE_SCHEMA, pageLink, runLink } from './inputs.js';

interface TransferAnswer {
  readonly file: string;
  readonly name: string;
  readonly state: TransferFileRow['state'];
  readonly items: number;
  readonly sumMinor: number;
}

const CHOSEN_FILE = {
  type: 'object',
  properties: { file: { type: 'string', title: 'File', description: 'Its id.', minLength: 1, maxLength: 60 } },
  required: ['file'],
  additionalProperties: false,
} as const;

const TITLES: Readonly<Record<TransferFileRow['state'], string>> = {
  ready: 'The refunds are ready for the bank',
  sent: 'The bank has the refunds',
  withdrawn: 'The refunds wait for another file',
};

/** A file of the refunds that wait. */
export function transferFileOperation({
  transfers,
}: Pick<SepaParts, 'transfers'>): Operation<{ readonly profile: string }, TransferAnswer> {
  return {
    id: 'transfer-file',
    title: 'Make a file of refunds',
    description: 'Takes up the refunds of collected payments that wait, as a file of transfers (pain.001.001.09).',
    icon: 'transfer',
    permission: 'documents.write',
    isReadOnly: false,
    input: { type: 'object', properties: { profile: PROFILE_CHOICE_SCHEMA }, required: [], additionalProperties: false },
    run: async ({ tx, input }) => answer(await transfers.makeFile(tx, input.profile)),
    view: transferView,
  };
}

/** The bank has the file. */
export function transferSentOperation({ transfers }: Pick<SepaParts, 'transfers'>): Operation<{ readonly file: string }, TransferAnswer> {
  return {
    id: 'transfer-sent',
    title: 'Mark refunds as sent',
    description: 'Says that the bank has the file: the refunds are booked.',
    icon: 'check',
    permission: 'documents.write',
    isReadOnly: false,
    input: CHOSEN_FILE,
    run: async ({ tx, input }) => answer(await transfers.markSent(tx, input.file)),
    view: transferView,
  };
}

/** The bank does not get the file. */
export function transferWithdrawOperation({
  transfers,
}: Pick<SepaParts, 'transfers'>): Operation<{ readonly file: string }, TransferAnswer> {
  return {
    id: 'transfer-withdraw',
    title: 'Withdraw a file of refunds',
    description: 'For a file that the bank does not have: its refunds wait for another file. Throw the file away.',
    icon: 'x',
    permission: 'documents.write',
    isReadOnly: false,
    input: CHOSEN_FILE,
    run: async ({ tx, input }) => answer(await transfers.withdraw(tx, input.file)),
    view: transferView,
  };
}

interface RefundAnswer {
  readonly transfer: string;
  readonly state: TransferState;
  readonly amountMinor: number;
}

/** A refund that is not to be made. */
export function transferCancelOperation({
  transfers,
}: Pick<SepaParts, 'transfers'>): Operation<{ readonly transfer: string; readonly reason: string }, RefundAnswer> {
  return {
    id: 'transfer-cancel',
    title: 'Give up a refund',
    description: 'For a refund that waits and stands in no file: nothing is transferred, and it can be asked for anew.',
    icon: 'x',
    permission: 'documents.write',
    isReadOnly: false,
    input: {
      type: 'object',
      properties: {
        transfer: { type: 'string', title: 'Refund', description: 'Its id.', minLength: 1, maxLength: 60 },
        reason: { type: 'string', title: 'Why', minLength: 1, maxLength: 200 },
      },
      required: ['transfer', 'reason'],
      additionalProperties: false,
    },
    run: async ({ tx, input }) => {
      const { id, state, amount_minor: amountMinor } = await transfers.cancel(tx, input.transfer, input.reason);
      return { transfer: id, state, amountMinor };
    },
    view: ({ amountMinor }) => (
      <Alert tone="good" title="The refund is given up">
        <Money amountMinor={amountMinor} /> are not transferred. <LinkButton href={pageLink('collections')}>To the refunds</LinkButton>
      </Alert>
    ),
  };
}

function answer({ id, name, state, items, sum_minor: sumMinor }: TransferFileRow): TransferAnswer {
  return { file: id, name, state, items, sumMinor };
}

function transferView({ file, name, state, items, sumMinor }: TransferAnswer): VNode {
  return (
    <Alert tone={state === 'withdrawn' ? 'neutral' : 'good'} title={TITLES[state]}>
      <p>
        {items} transfers, <Money amountMinor={sumMinor} />.
      </p>
      <div class="tl-buttons">
        {state !== 'withdrawn' && (
          <LinkButton isSmall icon="download" href={`/addons/sepa/files/transfers/${file}`}>
            {name}
          </LinkButton>
        )}
        {state === 'ready' && (
          <LinkButton isSmall icon="check" href={runLink('transfer-sent', { file })}>
            Mark as sent
          </LinkButton>
        )}
      </div>
    </Alert>
  );
}

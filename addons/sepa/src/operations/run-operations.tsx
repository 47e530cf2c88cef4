import { createHash } from 'node:crypto';
import type { Operation, Transaction } from '@tapline/sdk';
import { Alert, LinkButton, Money } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import type { CollectionRun, RunFile } from '../runs/run.js';
import type { SepaParts } from '../sepa-parts.js';
import { pageLink } from './inputs.js';
import { askedRun } from './preview-operation.js';
import { RUN_SCHEMA, type RunInput } from './run-inputs.js';

interface RunAnswer {
  readonly run: string;
  readonly state: CollectionRun['state'];
  readonly collectOn: string;
  readonly items: number;
  readonly sumMinor: number;
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly messageId: string;
    readonly items: number;
    readonly sumMinor: number;
    readonly sha256: string | null;
  }[];
}

const CHOSEN_RUN = {
  type: 'object',
  properties: { run: { type: 'string', title: 'Run', description: 'Its id.', minLength: 1, maxLength: 60 } },
  required: ['run'],
  additionalProperties: false,
} as const;

/** Makes a run. The key names it: the same key again is the same run. */
export function collectOperation(parts: SepaParts): Operation<RunInput, RunAnswer> {
  return {
    id: 'collect',
    title: 'Make a collection',
    description: 'Takes up what is due, makes the files for the bank, and announces it to customers where the bank profile says so.',
    icon: 'cash',
    permission: 'payments.write',
    isReadOnly: false,
    needsIdempotencyKey: true,
    input: RUN_SCHEMA,
    run: async ({ tx, actor, input, idempotencyKey }) => {
      const { profile, choice, due } = await askedRun(tx, parts, input);
      const id = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32);
      return answer(tx, parts, await parts.runs.create(tx, profile, choice, due, { id, by: actor.name }));
    },
    view: runView,
  };
}

/** The bank has the files. */
export function sentOperation(parts: SepaParts): Operation<{ readonly run: string }, RunAnswer> {
  return {
    id: 'sent',
    title: 'Mark a collection as sent',
    description: 'Says that the bank has the files: the run can no longer be cancelled here.',
    icon: 'check',
    permission: 'payments.write',
    isReadOnly: false,
    input: CHOSEN_RUN,
    run: async ({ tx, input }) => answer(tx, parts, await parts.runs.markSent(tx, input.run)),
    view: runView,
  };
}

/** Withdraws a run before the bank has it. */
export function cancelOperation(parts: SepaParts): Operation<{ readonly run: string }, RunAnswer> {
  return {
    id: 'cancel',
    title: 'Cancel a collection',
    description: 'Withdraws a run that the bank does not have: its invoices can be collected anew. Throw its files away.',
    icon: 'x',
    permission: 'payments.write',
    isReadOnly: false,
    input: CHOSEN_RUN,
    run: async ({ tx, input }) => answer(tx, parts, await parts.runs.cancel(tx, input.run)),
    view: runView,
  };
}

async function answer(tx: Transaction, { runStore }: SepaParts, { id, state, choice, items, sumMinor }: CollectionRun): Promise<RunAnswer> {
  const files = (await runStore.filesOf(tx, id)).map((file: RunFile) => ({
    id: file.id,
    name: file.name,
    messageId: file.messageId,
    items: file.items,
    sumMinor: file.sumMinor,
    sha256: file.sha256,
  }));
  return { run: id, state, collectOn: choice.collectOn, items, sumMinor, files };
}

const TITLES: Readonly<Record<CollectionRun['state'], string>> = {
  building: 'The run is being made: look again in a minute',
  ready: 'The files are ready for the bank',
  sent: 'The run is with the bank',
  cancelling: 'The run is being withdrawn: look again in a minute',
  cancelled: 'The run is cancelled',
};

function runView({ run, state, items, sumMinor, files }: RunAnswer): VNode {
  return (
    <Alert tone={state === 'cancelled' ? 'neutral' : 'good'} title={TITLES[state]}>
      <p>
        {items} collections, <Money amountMinor={sumMinor} />.
      </p>
      <div class="tl-buttons">
        {state !== 'cancelled' &&
          files.map(({ id, name, sha256 }) =>
            sha256 === null ? null : (
              <LinkButton key={id} icon="download" isSmall href={`/addons/sepa/files/file/${id}`}>
                {name}
              </LinkButton>
            ),
          )}
        <LinkButton isSmall href={pageLink('collections', { run })}>
          To the run
        </LinkButton>
      </div>
    </Alert>
  );
}

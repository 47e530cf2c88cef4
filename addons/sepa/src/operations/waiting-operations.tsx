import type { JsonSchema, Operation } from '@tapline/sdk';
import { Alert } from '@tapline/sdk/ui';
import { type LineAnswer, lineAnswer } from '../pages/import-answer.js';
import { OneLine } from '../pages/import-view.js';
import { LINE_STATES } from '../pages/state-words.js';
import type { SepaParts } from '../sepa-parts.js';

type Parts = Pick<SepaParts, 'waiting' | 'importStore'>;
type LineInput = { readonly line: string };

const LINE_SCHEMA: JsonSchema = {
  type: 'string',
  title: 'Line',
  description: 'Its id, of the list of what waits.',
  minLength: 1,
  maxLength: 60,
};
const REASON_SCHEMA: JsonSchema = { type: 'string', title: 'Reason', minLength: 1, maxLength: 200 };
const COMMON = { icon: 'check', permission: 'payments.write', isReadOnly: false } as const;

const input = (properties: Readonly<Record<string, JsonSchema>>, ...required: readonly string[]): JsonSchema => ({
  type: 'object',
  properties: { line: LINE_SCHEMA, ...properties },
  required: ['line', ...required],
  additionalProperties: false,
});

const view = ({ state, words, decidedBy }: LineAnswer) => (
  <Alert tone={LINE_STATES[state].tone} title={LINE_STATES[state].title}>
    {decidedBy === null ? words : `${words} (${decidedBy})`}
  </Alert>
);

/** The line, as the page shows it in place of its id alone. */
function aboutLine(importStore: SepaParts['importStore']): NonNullable<Operation['about']> {
  return async ({ tx, given }) => {
    const line = given.line === undefined ? undefined : await importStore.line(tx, given.line);
    return line && <OneLine line={lineAnswer(line)} />;
  };
}

export function waitingOperation({ waiting }: Parts): Operation<object, { readonly lines: readonly LineAnswer[] }> {
  return {
    id: 'waiting',
    title: 'What waits for a person',
    description: 'Lines of bank files that could not be matched, with suggestions.',
    icon: 'list',
    permission: 'customers.read',
    isReadOnly: true,
    input: { type: 'object', properties: {}, additionalProperties: false },
    run: async ({ tx }) => ({ lines: (await waiting.list(tx)).map(lineAnswer) }),
  };
}

export function assignOperation({
  waiting,
  importStore,
}: Parts): Operation<LineInput & { readonly customers: readonly string[]; readonly invoices: readonly string[] }, LineAnswer> {
  return {
    ...COMMON,
    about: aboutLine(importStore),
    id: 'assign',
    title: 'Give a transfer to a customer',
    description: 'Books money that could not be matched as a payment of a customer, or of several.',
    input: input(
      {
        customers: {
          type: 'array',
          title: 'Customers',
          description: 'A customer’s number. For several, one in each line with its amount: 17 20.00',
          items: { type: 'string', maxLength: 60 },
        },
        invoices: {
          type: 'array',
          title: 'Invoices',
          description: 'Numbers, one in each line; the oldest open ones where it is left empty.',
          items: { type: 'string', maxLength: 60 },
          default: [],
        },
      },
      'customers',
    ),
    run: async ({ tx, actor, input: { line, customers, invoices } }) =>
      lineAnswer(await waiting.assign(tx, line, { parts: customers, invoices }, actor.name)),
    view,
  };
}

export function matchOperation({ waiting, importStore }: Parts): Operation<LineInput & { readonly collection: string }, LineAnswer> {
  return {
    ...COMMON,
    about: aboutLine(importStore),
    id: 'match',
    title: 'Say which collection a line is of',
    description: 'Money in confirms the collection, money out gives it back, a rejection rejects it.',
    input: input(
      { collection: { type: 'string', title: 'Collection', description: 'Its end-to-end id.', minLength: 1, maxLength: 60 } },
      'collection',
    ),
    run: async ({ tx, actor, input: { line, collection } }) => lineAnswer(await waiting.match(tx, line, collection.trim(), actor.name)),
    view,
  };
}

export function ignoreOperation({ waiting, importStore }: Parts): Operation<LineInput & { readonly reason: string }, LineAnswer> {
  return {
    ...COMMON,
    about: aboutLine(importStore),
    id: 'ignore',
    title: 'Leave a line of a bank file alone',
    description: 'It is no customer’s; it waits no longer, also when it comes in another file.',
    icon: 'x',
    input: input({ reason: REASON_SCHEMA }, 'reason'),
    run: async ({ tx, actor, input: { line, reason } }) => lineAnswer(await waiting.ignore(tx, line, reason, actor.name)),
    view,
  };
}

export function releaseLineOperation({ waiting, importStore }: Parts): Operation<LineInput & { readonly reason: string }, LineAnswer> {
  return {
    ...COMMON,
    about: aboutLine(importStore),
    id: 'take-back-line',
    title: 'Take a line of a bank file back',
    description: 'What was booked by it is taken back, and it waits for a decision.',
    icon: 'rotate-clockwise',
    input: input({ reason: REASON_SCHEMA }, 'reason'),
    run: async ({ tx, input: { line, reason } }) => lineAnswer(await waiting.release(tx, line, reason)),
    view,
  };
}

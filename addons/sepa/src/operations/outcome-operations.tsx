import { invalid, type Operation, parseLocalDate, type Transaction } from '@tapline/sdk';
import { Alert, Badge, Card, Day, DescriptionList, Money } from '@tapline/sdk/ui';
import { type CollectionItem, type ItemState, subjectOf } from '../collections/collection-item.js';
import { OUTCOME_KINDS, type OutcomeKind } from '../collections/outcome.js';
import { ITEM_STATES } from '../pages/state-words.js';
import type { SepaParts } from '../sepa-parts.js';

interface OutcomeInput {
  readonly item: string;
  readonly kind: OutcomeKind;
  readonly code: string;
  readonly text: string;
  readonly date?: string;
  readonly feeMinor: number;
  readonly blocksMandate: boolean;
}

interface OutcomeAnswer {
  readonly item: string;
  readonly endToEndId: string;
  readonly state: ItemState;
  readonly reason: string | null;
}

/** By hand, what a bank has said on paper or on the telephone. The reference is the item's and the kind's, so that it is noted once and can be undone. */
export function noteOutcomeOperation({
  items,
  outcomes,
  company,
}: Pick<SepaParts, 'items' | 'outcomes' | 'company'>): Operation<OutcomeInput, OutcomeAnswer> {
  return {
    id: 'note-outcome',
    title: 'Note what the bank says of a collection',
    description: 'By hand, where no bank file tells it: that the money is there, that it was rejected, that it was given back.',
    icon: 'note',
    permission: 'payments.write',
    isReadOnly: false,
    about: aboutItem(items),
    input: {
      type: 'object',
      properties: {
        item: { type: 'string', title: 'End-to-end id', minLength: 1, maxLength: 60 },
        kind: {
          type: 'string',
          title: 'What',
          enum: [...OUTCOME_KINDS],
          'x-enum-titles': ['The bank will try', 'Rejected, before money came', 'The money is there', 'Given back, after money came'],
        },
        code: { type: 'string', title: 'Reason code', description: 'AM04, MD06; empty for none.', maxLength: 40, default: '' },
        text: { type: 'string', title: 'Reason in words', maxLength: 200, default: '' },
        date: { type: 'string', format: 'date', title: 'Value date', description: 'Today where it is left empty.' },
        feeMinor: { type: 'integer', title: 'What the bank takes for it', 'x-widget': 'amount', minimum: 0, default: 0 },
        blocksMandate: { type: 'boolean', title: 'Collect nothing more by this mandate', default: false },
      },
      required: ['item', 'kind'],
      additionalProperties: false,
    },
    run: async ({ tx, input: { kind, code, text, feeMinor, blocksMandate, ...input } }) => {
      const item = await askedItem(tx, items, input.item);
      const date = input.date === undefined ? company.today() : parseLocalDate(input.date);
      if (date > company.today()) throw invalid('SEPA_OUTCOME_INVALID', `${date} is yet to come`, 'date');
      const reference = byHand(item, kind);
      const bad = { reference, code, text, date, isOfPayment: true, blocksMandate };
      if (kind === 'accepted') return answer(await outcomes.accepted(tx, item.id, { reference }));
      if (kind === 'confirmed') return answer(await outcomes.confirmed(tx, item.id, { reference, valueDate: date }));
      if (kind === 'rejected') return answer(await outcomes.rejected(tx, item.id, bad));
      return answer(await outcomes.returned(tx, item.id, { ...bad, amountMinor: item.amountMinor, feeMinor }));
    },
    view: outcomeView,
  };
}

/** Takes back what was noted by hand. */
export function undoOutcomeOperation({
  items,
  outcomes,
}: Pick<SepaParts, 'items' | 'outcomes'>): Operation<Pick<OutcomeInput, 'item' | 'kind'>, OutcomeAnswer> {
  return {
    id: 'undo-outcome',
    title: 'Take back what was noted of a collection',
    description: 'What was noted by hand, as if it had not been. What a bank file told is undone with its import.',
    icon: 'rotate-clockwise',
    permission: 'payments.write',
    isReadOnly: false,
    about: aboutItem(items),
    input: {
      type: 'object',
      properties: {
        item: { type: 'string', title: 'End-to-end id', minLength: 1, maxLength: 60 },
        kind: { type: 'string', title: 'What', enum: [...OUTCOME_KINDS] },
      },
      required: ['item', 'kind'],
      additionalProperties: false,
    },
    run: async ({ tx, actor, input }) => {
      const item = await askedItem(tx, items, input.item);
      await outcomes.undo(tx, byHand(item, input.kind), `noted by mistake, says ${actor.name}`);
      return answer(await askedItem(tx, items, input.item));
    },
    view: outcomeView,
  };
}

/** The collection, as the page shows it in place of its id alone. */
function aboutItem(items: SepaParts['items']): NonNullable<Operation['about']> {
  return async ({ tx, given }) => {
    const item = given.item ? await items.findByEndToEndId(tx, given.item) : undefined;
    if (!item) return undefined;
    const { state, reasonCode, reason, details, customerId } = item;
    return (
      <Card title="The collection">
        <DescriptionList
          items={[
            { term: 'Account holder', value: <a href={`/customers/${customerId}`}>{details.debtorName}</a> },
            { term: 'Amount', value: <Money amountMinor={item.amountMinor} /> },
            { term: 'For', value: subjectOf(details) },
            { term: 'Collected on', value: <Day date={item.collectionDate} /> },
            {
              term: 'State',
              value: (
                <>
                  <Badge tone={ITEM_STATES[state].tone}>{ITEM_STATES[state].title}</Badge> {[reasonCode, reason].filter(Boolean).join(' ')}
                </>
              ),
            },
          ]}
        />
      </Card>
    );
  };
}

function byHand({ id }: CollectionItem, kind: OutcomeKind): string {
  return `by-hand:${id}:${kind}`;
}

async function askedItem(tx: Transaction, items: SepaParts['items'], endToEndId: string): Promise<CollectionItem> {
  const item = await items.findByEndToEndId(tx, endToEndId.trim());
  if (item) return item;
  throw invalid('SEPA_COLLECTION_UNKNOWN', `there is no collection with the end-to-end id "${endToEndId}"`, 'item');
}

function answer({ id, endToEndId, state, reason }: CollectionItem): OutcomeAnswer {
  return { item: id, endToEndId, state, reason };
}

function outcomeView({ endToEndId, state, reason }: OutcomeAnswer) {
  return (
    <Alert tone={ITEM_STATES[state].tone} title={endToEndId}>
      <Badge tone={ITEM_STATES[state].tone}>{ITEM_STATES[state].title}</Badge> {reason}
    </Alert>
  );
}

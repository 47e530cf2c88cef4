import { Card, type Column, Day, Money, Table } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { CollectionItem, ItemState } from '../collections/collection-item.js';
import { customerReason } from '../reasons/customer-reasons.js';
import { inLanguage, PORTAL_WORDS } from './portal-words.js';

const STATES: Readonly<Record<ItemState, Parameters<typeof inLanguage>[0]>> = {
  collecting: PORTAL_WORDS.pending,
  accepted: PORTAL_WORDS.pending,
  confirmed: PORTAL_WORDS.paid,
  rejected: PORTAL_WORDS.rejected,
  returned: PORTAL_WORDS.returned,
  cancelled: PORTAL_WORDS.cancelled,
};

/** What was collected from a customer, the newest first, and what became of it. */
export function LastCollections({
  collections,
  language,
}: {
  readonly collections: readonly CollectionItem[];
  readonly language: string;
}): JSX.Element | null {
  const say = (words: Parameters<typeof inLanguage>[0]): string => inLanguage(words, language);
  if (collections.length === 0) return null;
  const columns: readonly Column<CollectionItem>[] = [
    { title: say(PORTAL_WORDS.day), role: 'primary', cell: ({ collectionDate }) => <Day date={collectionDate} /> },
    { title: say(PORTAL_WORDS.amount), align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
    {
      title: say(PORTAL_WORDS.state),
      cell: ({ state, reasonCode }) => (
        <div>
          {say(STATES[state])}
          <div class="tl-sub">{customerReason(reasonCode, language)}</div>
        </div>
      ),
    },
  ];
  return (
    <Card title={say(PORTAL_WORDS.last)} isFlush>
      <Table
        caption={say(PORTAL_WORDS.last)}
        columns={columns}
        rows={collections}
        rowKey={({ id }) => id}
        empty={{ title: say(PORTAL_WORDS.last) }}
      />
    </Card>
  );
}

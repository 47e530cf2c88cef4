import type { Payment } from '@tapline/sdk';
import { type Column, Money, SubmitButton, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { Translate } from '../language/translate.js';
import { useWords } from '../language/words.js';
import { useMethodWords } from './method-words.js';

export interface PaymentsCardProps {
  /** The newest first. */
  readonly payments: readonly Payment[];
  /** How the ways to pay are called. */
  readonly titles: ReadonlyMap<string, string>;
}

/** What the customer has paid, each with its receipt. */
export function PaymentsCard({ payments, titles }: PaymentsCardProps): JSX.Element {
  const t = useWords();
  const methodWords = useMethodWords(titles);
  return (
    <section class="card">
      <div class="card-header">
        <h2 class="card-title">{t('payments.title')}</h2>
      </div>
      <Table
        caption={t('payments.title')}
        columns={columns(t, methodWords)}
        rows={payments}
        rowKey={({ id }) => id}
        empty={{ icon: 'cash', title: t('payments.none') }}
      />
    </section>
  );
}

function columns(t: Translate, methodWords: (method: string) => string): readonly Column<Payment>[] {
  return [
    { title: t('statement.date'), role: 'primary', cell: ({ receivedAtMs }) => <When instantMs={receivedAtMs} /> },
    { title: t('payments.method'), cell: ({ method }) => methodWords(method) },
    { title: t('pay.amount'), align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
    {
      title: t('documents.kind.receipt'),
      role: 'actions',
      cell: ({ id }) => (
        <form method="post" action={`/portal/payments/${id}/receipt`}>
          <SubmitButton icon="receipt" look="plain" isSmall>
            {t('payments.receipt')}
          </SubmitButton>
        </form>
      ),
    },
  ];
}

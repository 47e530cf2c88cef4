import type { NotificationKind, WantedNotification } from '@tapline/sdk';
import { type CollectionItem, subjectOf } from '../collections/collection-item.js';

/** Who was told of a collection is told that it does not come. */
export const WITHDRAWAL_NOTICE_KIND: NotificationKind = {
  id: 'sepa.collection-withdrawn',
  title: 'Direct debit withdrawn',
  when: 'When a collection run is cancelled whose customers were told of it.',
  variables: {
    amountMinor: { description: 'What was to be collected', example: 4990 },
    collectionDate: { description: 'The day for which it was announced', example: '2026-12-01' },
    account: { description: 'The end of the account number', example: '… 3000' },
    invoices: { description: 'The numbers of the invoices, or “the balance”', example: '2026-000017' },
  },
  template: {
    subject: 'We will not collect {{ amountMinor | money }} on {{ collectionDate | day }}',
    text: [
      'Dear {{ customer.name }},',
      'the direct debit of {{ amountMinor | money }} on {{ collectionDate | day }} from your account {{ account }}, for {{ invoices }}, does not come. Before we collect it on another day, we will tell you again.',
      '{{ company.name }}',
    ].join('\n\n'),
    short:
      '{{ company.name }} will not collect {{ amountMinor | money }} on {{ collectionDate | day }}. We will tell you again before another day.',
  },
};

export function withdrawalNotice({ id, customerId, amountMinor, collectionDate, details }: CollectionItem): WantedNotification {
  const values = { amountMinor, collectionDate, account: `… ${details.iban.slice(-4)}`, invoices: subjectOf(details) };
  return { kind: WITHDRAWAL_NOTICE_KIND.id, customerId, key: `withdrawn:${id}`, values };
}

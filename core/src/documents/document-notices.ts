import { EVENTS, type NotificationKind } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { DATABASE } from '../kernel/database/database.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { OUTBOX } from '../kernel/outbox/dispatcher.js';
import { NOTIFICATION_SERVICE } from '../notifications/notification-service.js';
import { DOCUMENT_SERVICE } from './document-service.js';

const VARIABLES = {
  number: { description: 'the number', example: '2026000017' },
  totalMinor: { description: 'the total', example: 4000 },
  issueDate: { description: 'the day of issue', example: '2026-12-01' },
};

/** What customers are told of documents, each with the PDF. */
export const DOCUMENT_NOTICES: Readonly<Record<'invoice' | 'credit-note', NotificationKind>> = {
  invoice: {
    id: 'invoice.issued',
    title: 'Invoice',
    when: 'An invoice was issued. The PDF goes with it.',
    variables: {
      ...VARIABLES,
      dueDate: { description: 'the last day to pay', example: '2026-12-15' },
      isPaid: { description: 'whether it was charged before, as prepaid is', example: false },
    },
    template: {
      subject: 'Invoice {{ number }}: {{ totalMinor | money }}',
      text: `Dear {{ customer.name }},

here is your invoice {{ number }} over {{ totalMinor | money }}. {% if isPaid %}It is paid already.{% else %}Please pay it by {{ dueDate | day }}.{% endif %}

{{ company.name }}`,
      short:
        '{{ company.name }}: invoice {{ number }}, {{ totalMinor | money }}, {% if isPaid %}paid{% else %}due {{ dueDate | day }}{% endif %}.',
    },
  },
  'credit-note': {
    id: 'credit-note.issued',
    title: 'Credit note',
    when: 'A credit note was issued. The PDF goes with it.',
    variables: VARIABLES,
    template: {
      subject: 'Credit note {{ number }}',
      text: `Dear {{ customer.name }},

here is your credit note {{ number }} over {{ totalMinor | money }}.

{{ company.name }}`,
      short: '{{ company.name }}: credit note {{ number }}, {{ totalMinor | money }}.',
    },
  },
};

/** Wants a message for each document that customers get, once however often the event comes. */
export async function tellOfDocuments(container: DependencyContainer): Promise<void> {
  await container.resolve(OUTBOX).subscribe('core.document-notices', EVENTS.documentIssued.name, async ({ payload }) => {
    const { documentId, kind, customerId } = payload as NonNullable<(typeof EVENTS.documentIssued)['types']>['payload'];
    if (kind !== 'invoice' && kind !== 'credit-note') return;
    await container.resolve(DATABASE).transaction(CORE_OWNER.actor, async (tx) => {
      const { number, totalMinor, issueDate, dueDate, isAlreadyCharged } = await container.resolve(DOCUMENT_SERVICE).get(tx, documentId);
      await container.resolve(NOTIFICATION_SERVICE).want(tx, {
        kind: DOCUMENT_NOTICES[kind].id,
        customerId,
        key: `document:${documentId}`,
        values: { number, totalMinor, issueDate, dueDate: dueDate ?? issueDate, isPaid: isAlreadyCharged },
        documentIds: [documentId],
      });
    });
  });
}

import {
  createToken,
  EVENTS,
  type IssuedDocument,
  type NotificationKind,
  refused,
  type Transaction,
  type WantedNotification,
} from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { DATABASE } from '../kernel/database/database.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { OUTBOX } from '../kernel/outbox/dispatcher.js';
import type { Notification } from '../notifications/notification.js';
import type { NotificationService } from '../notifications/notification-service.js';
import type { PayLinkService } from '../payments/pay-links/pay-link-service.js';
import { PAY_LINK_BUTTON, PAY_LINK_TEXT, PAY_LINK_VARIABLE } from '../payments/pay-links/pay-link-words.js';
import type { DocumentService } from './document-service.js';
import type { SettlementService } from './open-items/settlement-service.js';

const VARIABLES = {
  number: { description: 'the number', example: '2026000017' },
  totalMinor: { description: 'the total', example: 4000 },
  issueDate: { description: 'the day of issue', example: '2026-12-01' },
};

/** What customers are told of documents, each with the PDF. */
export const DOCUMENT_NOTICES: Readonly<Record<'invoice' | 'proforma' | 'credit-note', NotificationKind>> = {
  invoice: {
    id: 'invoice.issued',
    title: 'Invoice',
    when: 'An invoice was issued. The PDF goes with it.',
    variables: {
      ...VARIABLES,
      dueDate: { description: 'the last day to pay', example: '2026-12-15' },
      isPaid: {
        description: 'whether nothing is to be paid: it was charged before, as prepaid is, or the balance has paid it',
        example: false,
      },
      isCharged: { description: 'whether it was charged to the balance before, as prepaid is', example: false },
      openMinor: { description: 'what the balance has not paid of it', example: 4000 },
      payLink: PAY_LINK_VARIABLE,
    },
    template: {
      subject: 'Invoice {{ number }}: {{ totalMinor | money }}',
      text: `Dear {{ customer.name }},

here is your invoice {{ number }} over {{ totalMinor | money }}. {% if isCharged %}It is charged to your balance already.{% elsif isPaid %}It is paid already.{% elsif openMinor < totalMinor %}Please pay the {{ openMinor | money }} that are open of it by {{ dueDate | day }}.{% else %}Please pay it by {{ dueDate | day }}.{% endif %}

${PAY_LINK_TEXT}{{ company.name }}`,
      html: `<p>Dear {{ customer.name }},</p>
<p>here is your invoice {{ number }} over {{ totalMinor | money }}. {% if isCharged %}It is charged to your balance already.{% elsif isPaid %}It is paid already.{% elsif openMinor < totalMinor %}Please pay the {{ openMinor | money }} that are open of it by {{ dueDate | day }}.{% else %}Please pay it by {{ dueDate | day }}.{% endif %}</p>
${PAY_LINK_BUTTON}
<p>{{ company.name }}</p>`,
      short:
        '{{ company.name }}: invoice {{ number }}, {{ totalMinor | money }}, {% if isCharged %}charged already{% elsif isPaid %}paid{% else %}due {{ dueDate | day }}{% endif %}.',
    },
  },
  proforma: {
    id: 'proforma.issued',
    title: 'Pro-forma invoice',
    when: 'A pro-forma invoice was issued. The PDF goes with it.',
    variables: { ...VARIABLES, dueDate: { description: 'the last day to pay', example: '2026-12-15' } },
    template: {
      subject: 'Pro-forma invoice {{ number }}: {{ totalMinor | money }}',
      text: `Dear {{ customer.name }},

here is your pro-forma invoice {{ number }} over {{ totalMinor | money }}. Please pay it by {{ dueDate | day }}; you get the invoice then.

{{ company.name }}`,
      short: '{{ company.name }}: pro-forma invoice {{ number }}, {{ totalMinor | money }}, due {{ dueDate | day }}.',
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

export interface DocumentNoticeParts {
  readonly documents: DocumentService;
  readonly settlement: SettlementService;
  readonly payLinks: PayLinkService;
  readonly notifications: NotificationService;
}

/** Sends documents to their customers. */
export class DocumentNotices {
  constructor(private readonly parts: DocumentNoticeParts) {}

  /** Wants the message of a document once, on the channels that its kind goes out on; receipts have none. */
  async tell(tx: Transaction, documentId: string): Promise<void> {
    const document = await this.parts.documents.get(tx, documentId);
    if (document.kind !== 'receipt') await this.parts.notifications.want(tx, await this.wanted(tx, document));
  }

  /**
   * Sends a document by mail now, again where it was sent before, to the address that the customer has now. Throws `DOCUMENT_NOT_MAILED` for
   * receipts, and as `NotificationService.sendAgain` does.
   */
  async mail(tx: Transaction, documentId: string): Promise<Notification> {
    const document = await this.parts.documents.get(tx, documentId);
    const { id, kind } = document;
    if (kind === 'receipt') throw refused('DOCUMENT_NOT_MAILED', 'receipts are not mailed; download the PDF');
    const occasion = { kind: DOCUMENT_NOTICES[kind].id, key: keyOf(id) };
    return this.parts.notifications.sendOn(tx, MAIL, occasion, () => this.wanted(tx, document));
  }

  private async wanted(tx: Transaction, document: IssuedDocument): Promise<WantedNotification> {
    const { id, customerId, number, totalMinor, issueDate, dueDate, isAlreadyCharged } = document;
    const kind = document.kind as keyof typeof DOCUMENT_NOTICES;
    const openMinor = (await this.parts.settlement.find(tx, id))?.openMinor ?? 0;
    const values = { number, totalMinor, issueDate, dueDate: dueDate ?? issueDate };
    const isPaid = isAlreadyCharged || openMinor === 0;
    const link = await this.parts.payLinks.forMessage(tx, kind === 'invoice' && !isPaid ? id : null);
    return {
      ...link,
      kind: DOCUMENT_NOTICES[kind].id,
      customerId,
      key: keyOf(id),
      values: kind === 'invoice' ? { ...values, openMinor, isPaid, isCharged: isAlreadyCharged, ...link.values } : values,
      documentIds: [id],
    };
  }
}

const MAIL = 'email';

function keyOf(documentId: string): string {
  return `document:${documentId}`;
}

export const DOCUMENT_NOTICE_SERVICE = createToken<DocumentNotices>('core.document-notices');

/** Wants a message for each document that customers get, once however often the event comes. */
export async function tellOfDocuments(container: DependencyContainer): Promise<void> {
  await container.resolve(OUTBOX).subscribe('core.document-notices', EVENTS.documentIssued.name, ({ payload }) => {
    const { documentId } = payload as NonNullable<(typeof EVENTS.documentIssued)['types']>['payload'];
    return container
      .resolve(DATABASE)
      .transaction(CORE_OWNER.actor, (tx) => container.resolve(DOCUMENT_NOTICE_SERVICE).tell(tx, documentId));
  });
}

import type { NotificationKind } from '@tapline/sdk';

/** Who is collected from is told before: amount, day, mandate and creditor (EPC016-06, section 4.3.1). */
export const NOTICE_KIND: NotificationKind = {
  id: 'sepa.collection-notice',
  title: 'Direct debit announced',
  when: 'When a collection run takes up what a customer owes, where the bank profile says so.',
  variables: {
    amountMinor: { description: 'What is collected', example: 4990 },
    collectionDate: { description: 'The day of the collection', example: '2026-12-01' },
    mandateReference: { description: 'The reference of the mandate', example: 'K17-1' },
    creditorId: { description: 'The creditor identifier', example: 'DE98ZZZ09999999999' },
    creditor: { description: 'Who collects', example: 'Example Net' },
    account: { description: 'The end of the account number', example: '… 3000' },
    invoices: { description: 'The numbers of the invoices, or “the balance”', example: '2026-000017' },
  },
  template: {
    subject: 'We will collect {{ amountMinor | money }} on {{ collectionDate | day }}',
    text: [
      'Dear {{ customer.name }},',
      'on {{ collectionDate | day }} we will collect {{ amountMinor | money }} by SEPA direct debit from your account {{ account }}, for {{ invoices }}.',
      'Creditor: {{ creditor }}, creditor identifier {{ creditorId }}. Mandate: {{ mandateReference }}.',
      'Please see that the account holds enough on that day.',
      '{{ company.name }}',
    ].join('\n\n'),
    short:
      '{{ company.name }} will collect {{ amountMinor | money }} on {{ collectionDate | day }} from your account {{ account }} (mandate {{ mandateReference }}).',
  },
};

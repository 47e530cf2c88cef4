import type { NotificationKind, WantedNotification } from '@tapline/sdk';
import { type CollectionItem, subjectOf } from '../collections/collection-item.js';
import type { Outcome } from '../collections/outcome.js';
import { customerReason } from '../reasons/customer-reasons.js';

/** Who is not told thinks that the invoice is paid. */
export const RETURN_NOTICE_KIND: NotificationKind = {
  id: 'sepa.collection-returned',
  title: 'Direct debit returned',
  when: 'When a bank gives a direct debit back, or refuses it for a reason of the customer’s. The invoices go with it.',
  variables: {
    amountMinor: { description: 'What was collected', example: 4990 },
    reason: { description: 'Why, in English; empty where the bank’s reason says nothing to customers', example: 'the account is closed' },
    reasonCode: { description: 'The bank’s code (ISO 20022), for other languages', example: 'AC04' },
    chargeMinor: { description: 'What the customer is charged for it; 0 for nothing', example: 450 },
    isBlocked: { description: 'Whether nothing is collected from the account any more', example: true },
    account: { description: 'The end of the account number', example: '… 3000' },
    invoices: { description: 'The numbers of the invoices, or “the balance”', example: '2026-000017' },
  },
  template: {
    subject: 'Your bank has not paid our direct debit of {{ amountMinor | money }}',
    text: [
      'Dear {{ customer.name }},',
      "your bank has not paid our direct debit of {{ amountMinor | money }} from your account {{ account }}, for {{ invoices }}{% if reason != '' %}: {{ reason }}{% endif %}.",
      'It is open again: please pay it by transfer or in the portal.{% if chargeMinor > 0 %} What the return has cost is charged to you: {{ chargeMinor | money }}.{% endif %}{% if isBlocked %} We collect nothing more from this account: please give us another one in the portal, or talk to us.{% endif %}',
      '{{ company.name }}',
    ].join('\n\n'),
    short:
      "{{ company.name }}: your bank has not paid our direct debit of {{ amountMinor | money }}{% if reason != '' %} ({{ reason }}){% endif %}. Please pay it otherwise.",
  },
};

/** The message to whom a collection came back from, once; undefined where the reason is none of the customer's, or of a whole file. */
export function returnNotice(
  { id, customerId, amountMinor, details }: CollectionItem,
  kind: Outcome['kind'],
  { code = '', isOfPayment = false, blocksMandate = false }: Outcome['told'],
): WantedNotification | undefined {
  const reason = customerReason(code, 'en');
  const isTheirs = kind === 'returned' || (kind === 'rejected' && isOfPayment && reason !== undefined);
  if (!isTheirs) return undefined;
  const values = {
    amountMinor,
    reason: reason ?? '',
    reasonCode: code,
    chargeMinor: kind === 'returned' ? details.returnChargeMinor : 0,
    isBlocked: blocksMandate,
    account: `… ${details.iban.slice(-4)}`,
    invoices: subjectOf(details),
  };
  const documentIds = details.isOfBalance ? [] : details.documentIds;
  return { kind: RETURN_NOTICE_KIND.id, customerId, key: `returned:${id}:${kind}`, values, documentIds };
}

import type { NotificationKind } from '@tapline/sdk';
import { PAY_LINK_BUTTON, PAY_LINK_SHORT, PAY_LINK_TEXT, PAY_LINK_VARIABLE } from '../../payments/pay-links/pay-link-words.js';

const VARIABLES = {
  number: { description: 'the invoice', example: '2026000017' },
  openMinor: { description: 'what is left to pay', example: 4000 },
  dueDate: { description: 'its due date', example: '2026-12-16' },
  blocksOn: { description: 'the day of the block if it stays unpaid; empty for customers who are not blocked', example: '2026-12-17' },
  payLink: PAY_LINK_VARIABLE,
} as const;

function kind(id: string, title: string, when: string, words: { readonly subject: string; readonly text: string }): NotificationKind {
  const text = `Dear {{ customer.name }},\n\n${words.text}\n\n${PAY_LINK_TEXT}{{ company.name }}`;
  const html = `<p>Dear {{ customer.name }},</p>\n<p>${words.text}</p>\n${PAY_LINK_BUTTON}\n<p>{{ company.name }}</p>`;
  const short = `{{ company.name }}: ${words.text}${PAY_LINK_SHORT}`;
  return { id, title, when, variables: VARIABLES, template: { subject: words.subject, text, html, short } };
}

/** What customers are told about debts. */
export const DUNNING_NOTIFICATIONS = {
  'before-due': kind('invoice.dueSoon', 'Invoice is due soon', 'So many days before the due date as the customer’s settings say.', {
    subject: 'Invoice {{ number }} is due on {{ dueDate | day }}',
    text: '{{ openMinor | money }} of invoice {{ number }} are due on {{ dueDate | day }}.',
  }),
  due: kind('invoice.due', 'Invoice is due', 'On the due date.', {
    subject: 'Invoice {{ number }} is due today',
    text: '{{ openMinor | money }} of invoice {{ number }} are due today.',
  }),
  'before-block': kind('invoice.blockSoon', 'Line will be blocked', 'So many days before the block as the customer’s settings say.', {
    subject: 'Your line will be blocked on {{ blocksOn | day }}',
    text: '{{ openMinor | money }} of invoice {{ number }}, due on {{ dueDate | day }}, are not paid yet. Please pay before {{ blocksOn | day }}, or your line will be blocked.',
  }),
  blocked: kind('customer.blocked', 'Line is blocked', 'When somebody who did not pay is blocked.', {
    subject: 'Your line is blocked',
    text: 'Your line is blocked, because invoice {{ number }} is not paid. It opens as soon as {{ openMinor | money }} have arrived.',
  }),
  inactive: kind('customer.deactivated', 'Customer is deactivated', 'When a blocked customer has not paid for too long.', {
    subject: 'Your services have ended',
    text: 'Your services have ended, because invoice {{ number }} is not paid. Please get in touch with us.',
  }),
  active: kind(
    'customer.unblocked',
    'Line is open again',
    'When a blocked customer is let in again: because of a payment, or of a promise to pay.',
    {
      subject: 'Your line is open again',
      text: 'Your line is open again.{% if blocksOn %} Please pay {{ openMinor | money }} before {{ blocksOn | day }}, as agreed, or it will be blocked.{% endif %}',
    },
  ),
} as const satisfies Record<string, NotificationKind>;

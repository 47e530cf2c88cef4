import type { AmountMinor, NotificationKind, WantedNotification } from '@tapline/sdk';
import type { Purchase } from './purchase.js';

export const NOT_GIVEN: NotificationKind = {
  id: 'topup.notGiven',
  title: 'Paid data was not given',
  when: 'An order of data was paid that was cancelled before, or whose line can use no more data. Once for each order; the money stays on the balance.',
  variables: {
    title: { description: 'what was ordered', example: 'Top-up 5 GB' },
    amountMinor: { description: 'what was paid for it', example: 1000 },
  },
  template: {
    subject: '{{ title }} was not given: {{ amountMinor | money }} is on your balance',
    text:
      'Dear {{ customer.name }},\n\nyou have paid {{ amountMinor | money }} for {{ title }}. The order was cancelled before, or its line can use no more data, so no data was ' +
      'given for it. The money is on your balance.\n\n{{ company.name }}',
    short: '{{ company.name }}: {{ title }} was not given, {{ amountMinor | money }} is on your balance.',
  },
  channels: ['email', 'sms'],
};

export function notGivenNotice({ id, customerId, title }: Purchase, amountMinor: AmountMinor): WantedNotification {
  return { kind: NOT_GIVEN.id, customerId, key: `topup-order:${id}`, values: { title, amountMinor } };
}

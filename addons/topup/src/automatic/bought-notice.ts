import type { NotificationKind, ServiceWithPlan, WantedNotification } from '@tapline/sdk';
import type { Purchase } from '../purchases/purchase.js';

const TEXT =
  'the data of {{ plan }} ({{ login }}) was used up, and the line has bought {{ amount }} for {{ priceMinor | money }}, as it was told to. ' +
  'You can switch that off in the portal.';

export const BOUGHT_BY_ITSELF: NotificationKind = {
  id: 'topup.boughtByItself',
  title: 'A line has bought data by itself',
  when: 'A line has used all it has and bought more, as its plan or its own setting says. Each time.',
  variables: {
    amount: { description: 'what was bought', example: '5 GB' },
    priceMinor: { description: 'what it costs', example: 1000 },
    plan: { description: 'the plan', example: 'Home 50' },
    login: { description: 'the login of the line', example: 'anna' },
  },
  template: {
    subject: '{{ amount }} bought for {{ login }}',
    text: `Dear {{ customer.name }},\n\n${TEXT}\n\n{{ company.name }}`,
    short: '{{ company.name }}: {{ login }} has bought {{ amount }} for {{ priceMinor | money }}.',
  },
  channels: ['email', 'sms'],
};

export function boughtNotice({ id, customerId, title, priceMinor }: Purchase, { plan, login }: ServiceWithPlan): WantedNotification {
  const values = { amount: title.replace(/^Top-up /, ''), priceMinor, plan: plan.name, login };
  return { kind: BOUGHT_BY_ITSELF.id, customerId, key: `topup:${id}`, values };
}

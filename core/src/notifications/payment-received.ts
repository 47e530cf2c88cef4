import { EVENTS, type NotificationKind } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { DATABASE } from '../kernel/database/database.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { OUTBOX } from '../kernel/outbox/dispatcher.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { NOTIFICATION_SERVICE } from './notification-service.js';

/** The core's own receipt by mail. */
export const PAYMENT_RECEIVED: NotificationKind = {
  id: 'payment.received',
  title: 'Payment received',
  when: 'A payment was posted.',
  variables: {
    amountMinor: { description: 'the amount', example: 4000 },
    balanceMinor: { description: 'the balance after it', example: 1250 },
  },
  template: {
    subject: 'We received your payment of {{ amountMinor | money }}',
    text: `Dear {{ customer.name }},

thank you: your payment of {{ amountMinor | money }} has arrived.
Your balance is now {{ balanceMinor | money }}.

{{ company.name }}`,
    short: '{{ company.name }}: your payment of {{ amountMinor | money }} arrived. Balance: {{ balanceMinor | money }}.',
  },
};

/** Wants the message for each payment, once however often the event comes. */
export async function followPayments(container: DependencyContainer): Promise<void> {
  await container.resolve(OUTBOX).subscribe('core.payment-received', EVENTS.paymentRecorded.name, ({ payload }) =>
    container.resolve(DATABASE).transaction(CORE_OWNER.actor, async (tx) => {
      const { paymentId, customerId, amountMinor } = payload as NonNullable<(typeof EVENTS.paymentRecorded)['types']>['payload'];
      const balanceMinor = await container.resolve(LEDGER_SERVICE).balance(tx, customerId);
      const values = { amountMinor, balanceMinor };
      await container
        .resolve(NOTIFICATION_SERVICE)
        .want(tx, { kind: PAYMENT_RECEIVED.id, customerId, key: `payment:${paymentId}`, values });
    }),
  );
}

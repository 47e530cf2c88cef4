import { EVENTS, type NotificationKind, type Transaction } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { DATABASE } from '../kernel/database/database.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { OUTBOX } from '../kernel/outbox/dispatcher.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { NOTIFICATION_SERVICE } from './notification-service.js';

const VARIABLES = {
  amountMinor: { description: 'the amount', example: 4000 },
  balanceMinor: { description: 'the balance after it', example: 1250 },
} as const;

interface Words {
  readonly subject: string;
  readonly text: string;
  readonly short: string;
}

function kind(id: string, title: string, when: string, { subject, text, short }: Words): NotificationKind {
  const balance = '{{ balanceMinor | money }}';
  const template = {
    subject,
    text: `Dear {{ customer.name }},\n\n${text}\nYour balance is now ${balance}.\n\n{{ company.name }}`,
    short: `{{ company.name }}: ${short} Balance: ${balance}.`,
  };
  return { id, title, when, variables: VARIABLES, template };
}

const RECEIVED = kind('payment.received', 'Payment received', 'A payment was posted.', {
  subject: 'We received your payment of {{ amountMinor | money }}',
  text: 'thank you: your payment of {{ amountMinor | money }} has arrived.',
  short: 'your payment of {{ amountMinor | money }} arrived.',
});
const CANCELLED = kind(
  'payment.cancelled',
  'Payment taken back',
  'A person has taken a payment back whole. What a gateway takes back its add-on tells, and what is undone in a bank file nobody.',
  {
    subject: 'Your payment of {{ amountMinor | money }} was taken back',
    text: 'your payment of {{ amountMinor | money }} was taken back: what it had paid is open again.',
    short: 'your payment of {{ amountMinor | money }} was taken back.',
  },
);
const REFUNDED = kind(
  'payment.refunded',
  'Money given back',
  'A person has given money back to the customer. What goes back through a gateway the gateway tells.',
  {
    subject: 'We give you {{ amountMinor | money }} back',
    text: 'we give you {{ amountMinor | money }} back.',
    short: 'we give you {{ amountMinor | money }} back.',
  },
);

/** What customers are told of their payments. */
export const PAYMENT_MESSAGES: readonly NotificationKind[] = [RECEIVED, CANCELLED, REFUNDED];

interface Money {
  readonly customerId: string;
  readonly amountMinor: number;
}

/** Wants the message for each payment, and for each that a person has taken back or given back of, once however often the event comes. */
export async function followPayments(container: DependencyContainer): Promise<void> {
  const outbox = container.resolve(OUTBOX);
  const tell = (id: string, key: string, money: Money): Promise<void> =>
    container.resolve(DATABASE).transaction(CORE_OWNER.actor, (tx) => want(container, tx, { id, key, money }));
  await outbox.subscribe('core.payment-received', EVENTS.paymentRecorded.name, ({ payload }) => {
    const { paymentId, ...money } = payload as NonNullable<(typeof EVENTS.paymentRecorded)['types']>['payload'];
    return tell(RECEIVED.id, `payment:${paymentId}`, money);
  });
  await outbox.subscribe('core.payment-cancelled', EVENTS.paymentCancelled.name, async ({ payload }) => {
    const { paymentId, isByGateway, ...money } = payload as NonNullable<(typeof EVENTS.paymentCancelled)['types']>['payload'];
    if (!isByGateway) await tell(CANCELLED.id, `payment:${paymentId}`, money);
  });
  await outbox.subscribe('core.payment-refunded', EVENTS.paymentRefunded.name, async ({ payload }) => {
    const { refundId, isByGateway, ...money } = payload as NonNullable<(typeof EVENTS.paymentRefunded)['types']>['payload'];
    if (!isByGateway) await tell(REFUNDED.id, `refund:${refundId}`, money);
  });
}

async function want(
  container: DependencyContainer,
  tx: Transaction,
  { id, key, money }: { readonly id: string; readonly key: string; readonly money: Money },
): Promise<void> {
  const { customerId, amountMinor } = money;
  const values = { amountMinor, balanceMinor: await container.resolve(LEDGER_SERVICE).balance(tx, customerId) };
  await container.resolve(NOTIFICATION_SERVICE).want(tx, { kind: id, customerId, key, values });
}

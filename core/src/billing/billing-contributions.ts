import { CLOCK, COMPANY, type Contributions, EVENTS } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { DATABASE } from '../kernel/database/database.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { OUTBOX } from '../kernel/outbox/dispatcher.js';
import { BILL_SERVICE } from './bills/bill-service.js';
import { BILLING_TIMELINES } from './blocking/billing-timeline.js';
import { DUNNING_NOTIFICATIONS } from './blocking/dunning-notifications.js';
import { DUNNING_ROUND } from './blocking/dunning-round.js';
import { DUNNING_SERVICE } from './blocking/dunning-service.js';
import { MANUAL_BILLING } from './manual-billing.js';
import { recurringBilling } from './recurring/recurring-billing.js';
import { automaticRun } from './run/automatic-run.js';
import { BILLING_RUNS } from './run/billing-run-service.js';

/** Billing types and jobs of billing, contributed as an add-on's are. */
export function contributeBilling(contribute: Contributions, container: DependencyContainer): void {
  contribute.billingType(MANUAL_BILLING);
  contribute.billingType(recurringBilling(container.resolve(BILLING_TIMELINES), container.resolve(BILL_SERVICE)));
  for (const kind of Object.values(DUNNING_NOTIFICATIONS)) contribute.notificationKind(kind);
  contribute.job({
    id: 'billing-run',
    title: 'Go on with billing runs, and start and issue those that are automatic',
    schedule: '*/5 * * * *',
    catchUp: 'latest',
    run: async ({ signal }) => {
      const runs = container.resolve(BILLING_RUNS);
      const { billing } = container.resolve(CONFIGURATION);
      const facts = { billing, company: container.resolve(COMPANY), clock: container.resolve(CLOCK) };
      await automaticRun({ runs, database: container.resolve(DATABASE), ...facts }, signal);
    },
  });
  contribute.job({
    id: 'blocking',
    title: 'Remind, block and deactivate those who do not pay',
    schedule: '0 * * * *',
    catchUp: 'latest',
    run: ({ signal }) => container.resolve(DUNNING_ROUND).go(signal),
  });
}

/** Whatever changes what a customer owes or how the customer is billed is answered at once. */
export async function listenForBilling(container: DependencyContainer): Promise<void> {
  const outbox = container.resolve(OUTBOX);
  const dunning = container.resolve(DUNNING_SERVICE);
  const settle = ({ payload }: { readonly payload: unknown }): Promise<void> =>
    dunning.settleCustomer((payload as { readonly customerId: string }).customerId);
  const refresh = ({ payload }: { readonly payload: unknown }): Promise<void> =>
    container
      .resolve(DATABASE)
      .transaction(CORE_OWNER.actor, (tx) =>
        container.resolve(BILL_SERVICE).refresh(tx, [(payload as { readonly customerId: string }).customerId]),
      );
  const dunningEvents = [
    EVENTS.paymentRecorded,
    EVENTS.invoicePaid,
    EVENTS.invoiceReopened,
    EVENTS.customerChanged,
    EVENTS.serviceCreated,
    EVENTS.paymentAttemptChanged,
  ];
  for (const { name } of dunningEvents) await outbox.subscribe('core-dunning', name, settle);
  for (const { name } of [EVENTS.customerCreated, EVENTS.customerChanged]) await outbox.subscribe('core-billing', name, refresh);
}

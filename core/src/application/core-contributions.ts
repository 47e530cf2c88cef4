import { CLOCK } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { ACCESS_SERVICE } from '../access/access-service.js';
import { ADDRESS_CHANGED, PORTAL_NOTICES } from '../accounts/portal/portal-notices.js';
import { contributeBilling } from '../billing/billing-contributions.js';
import { DOCUMENT_NOTICES } from '../documents/document-notices.js';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { DATABASE } from '../kernel/database/database.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { OUTBOX } from '../kernel/outbox/dispatcher.js';
import { EMAIL_CHANNEL } from '../notifications/notification-module.js';
import { PAYMENT_MESSAGES } from '../notifications/payment-messages.js';
import { GATEWAY_RECONCILER, reconcileJob } from '../payments/gateways/gateway-reconciler.js';
import { PAY_LINKS } from '../payments/pay-links/pay-link-service.js';
import { SILENT_SESSIONS } from '../radius/accounting/silent-sessions.js';
import { CORE_DRIVERS } from '../radius/answers/router-profile.js';
import { SessionRequestStore } from '../radius/change-of-authorization/session-request-store.js';
import { PLANNED_CHANGES, SCHEDULED_CHANGES } from '../services/scheduled-change-service.js';
import { USAGE_RETENTION } from '../usage/usage-retention.js';
import { verificationJobs } from '../verification/verification-jobs.js';

const DAY_MS = 86_400_000;
/** How long delivered events and numbered changes of access are kept: longer than any process is away and goes on where it was. */
const KEPT_DAYS = 7;
const DAYS_OF_REQUESTS = 30;

/** What the core adds to the product, in the way that add-ons do. */
export function contributeCore(container: DependencyContainer): void {
  const contribute = container.resolve(CONTRIBUTIONS).add(CORE_OWNER);
  contribute.notificationChannel(container.resolve(EMAIL_CHANNEL));
  for (const kind of PAYMENT_MESSAGES) contribute.notificationKind(kind);
  for (const kind of Object.values(DOCUMENT_NOTICES)) contribute.notificationKind(kind);
  for (const kind of Object.values(PORTAL_NOTICES)) contribute.notificationKind(kind);
  contribute.notificationKind(ADDRESS_CHANGED);
  contributeBilling(contribute, container);
  for (const driver of CORE_DRIVERS) contribute.routerDriver(driver);
  contribute.job({
    id: PLANNED_CHANGES,
    title: 'Make the changes of services that are planned for the day',
    schedule: '0 0 * * *',
    catchUp: 'latest',
    run: ({ signal }) => container.resolve(SCHEDULED_CHANGES).makeDue(signal),
  });
  contribute.job(reconcileJob(() => container.resolve(GATEWAY_RECONCILER)));
  for (const job of verificationJobs(container)) contribute.job(job);
  contribute.job({
    id: 'prune',
    title: 'Drop delivered events and old changes of access',
    schedule: '30 3 * * *',
    catchUp: 'latest',
    run: async () => {
      const beforeMs = container.resolve(CLOCK).nowMs() - KEPT_DAYS * DAY_MS;
      await container.resolve(OUTBOX).prune(beforeMs);
      await container.resolve(DATABASE).transaction(CORE_OWNER.actor, (tx) => container.resolve(ACCESS_SERVICE).pruneChanges(tx, beforeMs));
    },
  });
  contribute.job({
    id: 'thin-history',
    title: 'Drop usage, times in which lines were shut, sessions, requests to routers and links to pay that are too old to be kept',
    schedule: '10 4 * * *',
    catchUp: 'latest',
    run: async ({ signal }) => {
      const database = container.resolve(DATABASE);
      const retention = container.resolve(USAGE_RETENTION);
      const requests = new SessionRequestStore();
      const beforeMs = container.resolve(CLOCK).nowMs() - DAYS_OF_REQUESTS * DAY_MS;
      for (let count = -1; count !== 0 && !signal.aborted; ) {
        count = await database.transaction(
          CORE_OWNER.actor,
          async (tx) =>
            (await retention.pruneSome(tx)) + (await requests.pruneSome(tx, beforeMs)) + (await container.resolve(PAY_LINKS).pruneSome(tx)),
        );
      }
    },
  });
  contribute.job({
    id: 'close-silent-sessions',
    title: 'Close sessions whose routers speak of them no more',
    schedule: '*/5 * * * *',
    catchUp: 'latest',
    run: async ({ signal }) => {
      await container.resolve(SILENT_SESSIONS).close(signal);
    },
  });
}

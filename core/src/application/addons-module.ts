import {
  ACCOUNTING,
  ANSWERS,
  BANK_FILES,
  CHECKOUT,
  CLOCK,
  COMPANY,
  CUSTOMERS,
  DOCUMENTS,
  GATEWAY_PAYMENTS,
  LEDGER,
  LINE_PASSWORDS,
  LINES,
  NOTIFICATIONS,
  ONE_TIME_ITEMS,
  QUOTAS,
  RESTRICTIONS,
  ROUTERS,
  SECRETS,
  SERVICES,
  USAGE,
} from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { ACCESS_SERVICE } from '../access/access-service.js';
import { LineDirectory } from '../access/line-directory.js';
import { ONE_TIME_ITEMS as ONE_TIME_ITEM_SERVICE } from '../billing/bills/one-time-item-service.js';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { documentsOf } from '../documents/addon-documents.js';
import { ledgerOf } from '../documents/addon-ledger.js';
import { DOCUMENT_SERVICE } from '../documents/document-service.js';
import { FOLLOW_UP_SERVICE } from '../documents/follow-ups/follow-up-service.js';
import { SETTLEMENT_SERVICE } from '../documents/open-items/settlement-service.js';
import { type Grant, grant } from '../kernel/addons/addon-container.js';
import { ADDON_HOST, AddonHost } from '../kernel/addons/addon-host.js';
import { CONTRIBUTIONS, ContributionRegistry } from '../kernel/addons/contribution-registry.js';
import { CALL_MARKER } from '../kernel/addons/watchdog.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { DATABASE } from '../kernel/database/database.js';
import { HOOK_REGISTRY } from '../kernel/hooks/hook-registry.js';
import { JOBS } from '../kernel/jobs/job-scheduler.js';
import { ROOT_LOGGER } from '../kernel/logging/logger.js';
import { OUTBOX } from '../kernel/outbox/dispatcher.js';
import { addonSecretsOf } from '../kernel/security/addon-secrets.js';
import { SECRET_BOX } from '../kernel/security/secret-box.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { addonRoutersOf } from '../network/addon-routers.js';
import { ROUTER_SERVICE } from '../network/router-service.js';
import { NOTIFICATION_SERVICE } from '../notifications/notification-service.js';
import { bankFilesOf } from '../payments/bank-files/bank-files.js';
import { checkoutOf, gatewayPaymentsOf } from '../payments/gateways/addon-gateways.js';
import { CHECKOUT_SERVICE } from '../payments/gateways/checkout-service.js';
import { ATTEMPT_STORE } from '../payments/gateways/gateway-module.js';
import { GATEWAY_REPORTER } from '../payments/gateways/gateway-reporter.js';
import { PENDING_MONEY } from '../payments/gateways/pending-money.js';
import { QUOTA_SERVICE } from '../quotas/quota-service.js';
import { ADDON_ACCOUNTING } from '../radius/accounting/addon-accounting.js';
import { ANSWER_PREVIEW } from '../radius/answers/answer-preview.js';
import { SERVICE_SERVICE } from '../services/service-service.js';
import { ServiceUsage } from '../usage/usage-queries.js';

export function registerAddons(container: DependencyContainer): void {
  container.register(CONTRIBUTIONS, {
    useFactory: instanceCachingFactory((c) => new ContributionRegistry(c.resolve(JOBS), c.resolve(CALL_MARKER), c.resolve(ROOT_LOGGER))),
  });
  container.register(ADDON_HOST, {
    useFactory: instanceCachingFactory((c) => {
      const { addons, dataDirectory } = c.resolve(CONFIGURATION);
      return new AddonHost({
        packages: addons.packages,
        dataDirectory,
        secretBox: c.resolve(SECRET_BOX),
        clock: c.resolve(CLOCK),
        database: c.resolve(DATABASE),
        logger: c.resolve(ROOT_LOGGER),
        hooks: c.resolve(HOOK_REGISTRY),
        outbox: c.resolve(OUTBOX),
        contributions: c.resolve(CONTRIBUTIONS),
        marker: c.resolve(CALL_MARKER),
        grants: domainGrants(c),
      });
    }),
  });
}

/** What add-ons may have of the domains: the core's own services, seen through the sdk's interfaces. */
function domainGrants(container: DependencyContainer): readonly Grant[] {
  return [
    grant(COMPANY, () => container.resolve(COMPANY)),
    grant(CUSTOMERS, () => container.resolve(CUSTOMER_SERVICE)),
    grant(SERVICES, () => container.resolve(SERVICE_SERVICE)),
    grant(LEDGER, () =>
      ledgerOf({
        ledger: container.resolve(LEDGER_SERVICE),
        customers: container.resolve(CUSTOMER_SERVICE),
        settlement: container.resolve(SETTLEMENT_SERVICE),
        contributions: container.resolve(CONTRIBUTIONS),
      }),
    ),
    grant(DOCUMENTS, () =>
      documentsOf({
        documents: container.resolve(DOCUMENT_SERVICE),
        followUps: container.resolve(FOLLOW_UP_SERVICE),
        settlement: container.resolve(SETTLEMENT_SERVICE),
      }),
    ),
    grant(NOTIFICATIONS, () => container.resolve(NOTIFICATION_SERVICE)),
    grant(QUOTAS, ({ id }) => container.resolve(QUOTA_SERVICE).quotasOf(id)),
    grant(ONE_TIME_ITEMS, () => container.resolve(ONE_TIME_ITEM_SERVICE)),
    grant(ANSWERS, ({ id }) => container.resolve(ANSWER_PREVIEW).answersOf(id)),
    grant(USAGE, () => new ServiceUsage()),
    grant(GATEWAY_PAYMENTS, (addon) =>
      gatewayPaymentsOf(addon, {
        contributions: container.resolve(CONTRIBUTIONS),
        reporter: container.resolve(GATEWAY_REPORTER),
        attempts: container.resolve(ATTEMPT_STORE),
        settlement: container.resolve(SETTLEMENT_SERVICE),
        pending: container.resolve(PENDING_MONEY),
        ledger: container.resolve(LEDGER_SERVICE),
      }),
    ),
    grant(CHECKOUT, (addon) => checkoutOf(addon, container.resolve(CHECKOUT_SERVICE))),
    grant(BANK_FILES, () => bankFilesOf(container.resolve(CONTRIBUTIONS))),
    grant(ROUTERS, () => addonRoutersOf(container.resolve(ROUTER_SERVICE), container.resolve(CONFIGURATION))),
    grant(LINES, () => new LineDirectory(container.resolve(SECRET_BOX))),
    grant(LINE_PASSWORDS, () => new LineDirectory(container.resolve(SECRET_BOX))),
    grant(ACCOUNTING, ({ id }) => container.resolve(ADDON_ACCOUNTING).accountingOf(id)),
    grant(SECRETS, ({ id }) => addonSecretsOf(id, container.resolve(SECRET_BOX))),
    grant(RESTRICTIONS, ({ id }) => container.resolve(ACCESS_SERVICE).restrictionsOf(id)),
  ];
}

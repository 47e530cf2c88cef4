import { CLOCK, COMPANY } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { ACCESS_SERVICE } from '../access/access-service.js';
import { BILLING_TYPE_RULE } from '../customers/customer-module.js';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { DOCUMENT_SERVICE } from '../documents/document-service.js';
import { SETTLEMENT_SERVICE } from '../documents/open-items/settlement-service.js';
import { TAX_SERVICE } from '../documents/tax/tax-service.js';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { DATABASE } from '../kernel/database/database.js';
import { LEASES } from '../kernel/leases/lease-store.js';
import { ROOT_LOGGER } from '../kernel/logging/logger.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { NOTIFICATION_SERVICE } from '../notifications/notification-service.js';
import { PENDING_MONEY } from '../payments/gateways/pending-money.js';
import { PAY_LINKS } from '../payments/pay-links/pay-link-service.js';
import { PLAN_SERVICE } from '../plans/plan-service.js';
import { SERVICE_HISTORY } from '../services/service-history.js';
import { SERVICE_SERVICE } from '../services/service-service.js';
import { ContributedBillingTypeRule } from './billing-type-rule.js';
import { BILL_SERVICE, BillService } from './bills/bill-service.js';
import { BillingReader } from './bills/billing-reader.js';
import { BillingStore } from './bills/billing-store.js';
import { CHANGE_PREVIEWER, ChangePreviewer } from './bills/change-preview.js';
import { CompanyDays } from './bills/company-days.js';
import { ONE_TIME_ITEMS, OneTimeItemService } from './bills/one-time-item-service.js';
import { BILLING_TIMELINES, BillingTimelineReader } from './blocking/billing-timeline.js';
import { DUNNING_ROUND, DunningRound } from './blocking/dunning-round.js';
import { DUNNING_SERVICE, DunningService } from './blocking/dunning-service.js';
import { DunningStore } from './blocking/dunning-store.js';
import { BILLING_RUNS, type BillingRunParts, BillingRunService } from './run/billing-run-service.js';
import { BillingRunStore } from './run/billing-run-store.js';

/** So many are one transaction: few enough that others get in between, enough that the round trips do not count. */
const CUSTOMERS_PER_STEP = 400;

export function registerBilling(container: DependencyContainer): void {
  const store = new BillingStore();
  container.register(BILLING_TYPE_RULE, {
    useFactory: instanceCachingFactory((c) => {
      const contributions = c.resolve(CONTRIBUTIONS);
      return new ContributedBillingTypeRule(
        (id) => contributions.billingType(id),
        () => contributions.billingTypes().map(({ id }) => id),
      );
    }),
  });
  registerBills(container, store);
  registerBlocking(container);
  container.register(BILLING_RUNS, { useFactory: instanceCachingFactory((c) => new BillingRunService(billingRunParts(c))) });
}

export function billingRunParts(c: DependencyContainer): BillingRunParts {
  return {
    store: new BillingRunStore(),
    billing: new BillingStore(),
    bills: c.resolve(BILL_SERVICE),
    database: c.resolve(DATABASE),
    leases: c.resolve(LEASES),
    audit: c.resolve(AUDIT_LOG),
    company: c.resolve(COMPANY),
    clock: c.resolve(CLOCK),
    logger: c.resolve(ROOT_LOGGER),
    largestDeviationPercent: c.resolve(CONFIGURATION).billing.largestDeviationPercent,
    largestBillFactor: c.resolve(CONFIGURATION).billing.largestBillFactor,
    customersPerStep: CUSTOMERS_PER_STEP,
  };
}

function registerBills(container: DependencyContainer, store: BillingStore): void {
  container.register(BILL_SERVICE, {
    useFactory: instanceCachingFactory((c) => {
      const days = new CompanyDays(c.resolve(COMPANY).timeZone);
      return new BillService({
        store,
        reader: new BillingReader(store, c.resolve(SERVICE_HISTORY), c.resolve(PLAN_SERVICE), c.resolve(TAX_SERVICE), days),
        customers: c.resolve(CUSTOMER_SERVICE),
        plans: c.resolve(PLAN_SERVICE),
        documents: c.resolve(DOCUMENT_SERVICE),
        audit: c.resolve(AUDIT_LOG),
        company: c.resolve(COMPANY),
      });
    }),
  });
  container.register(CHANGE_PREVIEWER, {
    useFactory: instanceCachingFactory((c) => new ChangePreviewer(c.resolve(BILL_SERVICE), c.resolve(SERVICE_SERVICE), c.resolve(COMPANY))),
  });
  container.register(ONE_TIME_ITEMS, {
    useFactory: instanceCachingFactory(
      (c) =>
        new OneTimeItemService(
          store,
          c.resolve(CUSTOMER_SERVICE),
          c.resolve(DOCUMENT_SERVICE),
          c.resolve(AUDIT_LOG),
          c.resolve(COMPANY),
          c.resolve(CLOCK),
        ),
    ),
  });
}

function registerBlocking(container: DependencyContainer): void {
  container.register(DUNNING_SERVICE, {
    useFactory: instanceCachingFactory((c) => {
      const { company, billing } = c.resolve(CONFIGURATION);
      return new DunningService({
        store: new DunningStore(),
        pending: c.resolve(PENDING_MONEY),
        payLinks: c.resolve(PAY_LINKS),
        customers: c.resolve(CUSTOMER_SERVICE),
        services: c.resolve(SERVICE_SERVICE),
        settlement: c.resolve(SETTLEMENT_SERVICE),
        ledger: c.resolve(LEDGER_SERVICE),
        restrictions: c.resolve(ACCESS_SERVICE).restrictionsOf('billing'),
        notifications: c.resolve(NOTIFICATION_SERVICE),
        database: c.resolve(DATABASE),
        audit: c.resolve(AUDIT_LOG),
        company: c.resolve(COMPANY),
        clock: c.resolve(CLOCK),
        calendar: { timeZone: company.timeZone, ...billing },
      });
    }),
  });
  container.register(DUNNING_ROUND, {
    useFactory: instanceCachingFactory(
      (c) =>
        new DunningRound({
          dunning: c.resolve(DUNNING_SERVICE),
          store: new DunningStore(),
          settlement: c.resolve(SETTLEMENT_SERVICE),
          database: c.resolve(DATABASE),
          company: c.resolve(COMPANY),
          logger: c.resolve(ROOT_LOGGER),
        }),
    ),
  });
  container.register(BILLING_TIMELINES, {
    useFactory: instanceCachingFactory(
      (c) => new BillingTimelineReader(c.resolve(BILL_SERVICE), c.resolve(DUNNING_SERVICE), c.resolve(COMPANY)),
    ),
  });
}

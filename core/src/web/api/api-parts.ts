import { CLOCK, type Clock, COMPANY, type Company, type Logger } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { ACCESS_SERVICE, type AccessService } from '../../access/access-service.js';
import { ACCOUNT_SERVICE, type AccountService } from '../../accounts/account-service.js';
import { PORTAL_LOGINS, type PortalLoginService } from '../../accounts/portal/portal-login-service.js';
import { ROUTER_LOGIN_SERVICE, type RouterLoginService } from '../../accounts/router-login-service.js';
import { TEST_CLOCK_CONTROL, type TestClockControl } from '../../application/test-clock-control.js';
import { BILL_SERVICE, type BillService } from '../../billing/bills/bill-service.js';
import { CHANGE_PREVIEWER, type ChangePreviewer } from '../../billing/bills/change-preview.js';
import { ONE_TIME_ITEMS, type OneTimeItemService } from '../../billing/bills/one-time-item-service.js';
import { BILLING_TIMELINES, type BillingTimelineReader } from '../../billing/blocking/billing-timeline.js';
import { DUNNING_SERVICE, type DunningService } from '../../billing/blocking/dunning-service.js';
import { BILLING_RUNS, type BillingRunService } from '../../billing/run/billing-run-service.js';
import { CUSTOMER_SERVICE, type CustomerService } from '../../customers/customer-service.js';
import { DOCUMENT_FILES, type DocumentFiles } from '../../documents/document-files.js';
import { DOCUMENT_NOTICE_SERVICE, type DocumentNotices } from '../../documents/document-notices.js';
import { DOCUMENT_SERVICE, type DocumentService } from '../../documents/document-service.js';
import { DOCUMENT_SETTINGS_SERVICE, type DocumentSettingsService } from '../../documents/document-settings-service.js';
import { DRAFT_SERVICE, type DraftService } from '../../documents/draft-service.js';
import { FOLLOW_UP_SERVICE, type FollowUpService } from '../../documents/follow-ups/follow-up-service.js';
import { SETTLEMENT_SERVICE, type SettlementService } from '../../documents/open-items/settlement-service.js';
import { STATEMENT_FILES, type StatementFiles } from '../../documents/statements/statement-files.js';
import { TAX_SERVICE, type TaxService } from '../../documents/tax/tax-service.js';
import { ADDON_HOST, type AddonHost } from '../../kernel/addons/addon-host.js';
import { CONTRIBUTIONS, type ContributionRegistry } from '../../kernel/addons/contribution-registry.js';
import { AUDIT_LOG, type AuditLog } from '../../kernel/audit/audit-log.js';
import { CONFIGURATION, type Configuration } from '../../kernel/config/configuration.js';
import { DATABASE, type Database } from '../../kernel/database/database.js';
import { JOBS, type JobScheduler } from '../../kernel/jobs/job-scheduler.js';
import { ROOT_LOGGER } from '../../kernel/logging/logger.js';
import { OUTBOX, type OutboxDispatcher } from '../../kernel/outbox/dispatcher.js';
import { MONTH_CLOSING, type MonthClosingService } from '../../ledger/closing/month-closing-service.js';
import { LEDGER_SERVICE, type LedgerService } from '../../ledger/ledger-service.js';
import { ADDRESS_QUERIES, type AddressQueries } from '../../network/address-queries.js';
import { NETWORK_SERVICE, type NetworkService } from '../../network/network-service.js';
import { ROUTER_SERVICE, type RouterService } from '../../network/router-service.js';
import { NOTIFICATION_SETTINGS } from '../../notifications/notification-module.js';
import { NOTIFICATION_SERVICE, type NotificationService } from '../../notifications/notification-service.js';
import type { NotificationSettings } from '../../notifications/notification-settings.js';
import { WORDING_SERVICE, type WordingService } from '../../notifications/wording-service.js';
import { OPERATION_SERVICE, type OperationService } from '../../operations/operation-service.js';
import { ATTEMPT_DIRECTORY, type AttemptDirectory } from '../../payments/gateways/attempt-directory.js';
import { CHECKOUT_SERVICE, type CheckoutService } from '../../payments/gateways/checkout-service.js';
import type { GatewayCalls } from '../../payments/gateways/gateway-calls.js';
import { GATEWAY_CALLS } from '../../payments/gateways/gateway-module.js';
import { GATEWAY_RECONCILER, type GatewayReconciler } from '../../payments/gateways/gateway-reconciler.js';
import { GATEWAY_REFUNDS, type GatewayRefunds } from '../../payments/gateways/gateway-refunds.js';
import { GATEWAY_REPORTER, type GatewayReporter } from '../../payments/gateways/gateway-reporter.js';
import { PENDING_MONEY, type PendingMoney } from '../../payments/gateways/pending-money.js';
import { PAYMENT_SERVICE, type PaymentService } from '../../payments/payment-service.js';
import { REFUND_SERVICE, type RefundService } from '../../payments/refund-service.js';
import { PLAN_SERVICE, type PlanService } from '../../plans/plan-service.js';
import { ANSWER_PREVIEW, type AnswerPreview } from '../../radius/answers/answer-preview.js';
import { ANSWERING_SERVICE, type AnsweringService } from '../../radius/answers/answering-service.js';
import { SESSION_CHANGES, type SessionChangeService } from '../../radius/change-of-authorization/session-change-service.js';
import { LOGIN_TESTER, type LoginTester } from '../../radius/diagnosis/login-tester.js';
import { ROUTER_TESTER, type RouterTester } from '../../radius/diagnosis/router-tester.js';
import { ROUTER_HEALTH, type RouterHealthService } from '../../radius/health/router-health.js';
import { DEBUG_LOG_READER } from '../../radius/log/debug-log.js';
import type { DebugLogEntry } from '../../radius/log/debug-log-entry.js';
import { DEBUG_SERVICE, type DebugService } from '../../radius/log/debug-service.js';
import type { LogFileReader } from '../../radius/log/log-file-reader.js';
import { SHORT_LOG_READER, type ShortLogReader } from '../../radius/log/short-log-reader.js';
import { REPORT_SERVICE, type ReportService } from '../../reports/report-service.js';
import { SCHEDULED_CHANGES, type ScheduledChangeService } from '../../services/scheduled-change-service.js';
import { SERVICE_SERVICE, type ServiceService } from '../../services/service-service.js';
import { SESSION_QUERIES, type SessionQueries } from '../../usage/session-queries.js';
import { USAGE_QUERIES, type UsageQueries } from '../../usage/usage-queries.js';
import { BOOKS_VERIFIER, type BooksVerifier } from '../../verification/books-verifier.js';
import { TAPLINE_VERSION } from './version.js';

/** What the handlers work with. */
export interface ApiParts {
  readonly version: string;
  readonly configuration: Configuration;
  readonly database: Database;
  readonly clock: Clock;
  readonly company: Company;
  readonly logger: Logger;
  readonly accounts: AccountService;
  readonly portalLogins: PortalLoginService;
  readonly routerLogins: RouterLoginService;
  readonly audit: AuditLog;
  readonly customers: CustomerService;
  readonly plans: PlanService;
  readonly services: ServiceService;
  readonly routers: RouterService;
  readonly networks: NetworkService;
  readonly addresses: AddressQueries;
  readonly ledger: LedgerService;
  readonly monthClosing: MonthClosingService;
  readonly payments: PaymentService;
  readonly refunds: RefundService;
  readonly checkout: CheckoutService;
  readonly paymentAttempts: AttemptDirectory;
  readonly gateways: GatewayCalls;
  readonly gatewayReports: GatewayReporter;
  readonly gatewayRefunds: GatewayRefunds;
  readonly gatewayReconciler: GatewayReconciler;
  readonly pendingMoney: PendingMoney;
  readonly documents: DocumentService;
  readonly documentFiles: DocumentFiles;
  readonly statementFiles: StatementFiles;
  readonly drafts: DraftService;
  readonly followUps: FollowUpService;
  readonly documentNotices: DocumentNotices;
  readonly settlement: SettlementService;
  readonly tax: TaxService;
  readonly documentSettings: DocumentSettingsService;
  readonly books: BooksVerifier;
  readonly notifications: NotificationService;
  readonly notificationSettings: NotificationSettings;
  readonly wordings: WordingService;
  readonly access: AccessService;
  readonly reports: ReportService;
  readonly billingRuns: BillingRunService;
  readonly bills: BillService;
  readonly billingTimelines: BillingTimelineReader;
  readonly oneTimeItems: OneTimeItemService;
  readonly changePreviewer: ChangePreviewer;
  readonly dunning: DunningService;
  readonly scheduledChanges: ScheduledChangeService;
  readonly sessions: SessionQueries;
  readonly usage: UsageQueries;
  readonly shortLog: ShortLogReader;
  readonly answering: AnsweringService;
  readonly answerPreview: AnswerPreview;
  readonly loginTester: LoginTester;
  readonly routerHealth: RouterHealthService;
  readonly routerTester: RouterTester;
  readonly sessionChanges: SessionChangeService;
  readonly radiusDebug: DebugService;
  readonly radiusDebugLog: LogFileReader<DebugLogEntry>;
  readonly addons: AddonHost;
  readonly contributions: ContributionRegistry;
  readonly operations: OperationService;
  readonly outbox: OutboxDispatcher;
  readonly jobs: JobScheduler;
  /** Only where business time can be moved. */
  readonly testClock: () => TestClockControl | undefined;
}

export function resolveApiParts(container: DependencyContainer): ApiParts {
  return {
    version: TAPLINE_VERSION,
    configuration: container.resolve(CONFIGURATION),
    database: container.resolve(DATABASE),
    clock: container.resolve(CLOCK),
    company: container.resolve(COMPANY),
    logger: container.resolve(ROOT_LOGGER),
    accounts: container.resolve(ACCOUNT_SERVICE),
    portalLogins: container.resolve(PORTAL_LOGINS),
    routerLogins: container.resolve(ROUTER_LOGIN_SERVICE),
    audit: container.resolve(AUDIT_LOG),
    customers: container.resolve(CUSTOMER_SERVICE),
    plans: container.resolve(PLAN_SERVICE),
    services: container.resolve(SERVICE_SERVICE),
    routers: container.resolve(ROUTER_SERVICE),
    networks: container.resolve(NETWORK_SERVICE),
    addresses: container.resolve(ADDRESS_QUERIES),
    ledger: container.resolve(LEDGER_SERVICE),
    monthClosing: container.resolve(MONTH_CLOSING),
    payments: container.resolve(PAYMENT_SERVICE),
    refunds: container.resolve(REFUND_SERVICE),
    checkout: container.resolve(CHECKOUT_SERVICE),
    paymentAttempts: container.resolve(ATTEMPT_DIRECTORY),
    gateways: container.resolve(GATEWAY_CALLS),
    gatewayReports: container.resolve(GATEWAY_REPORTER),
    gatewayRefunds: container.resolve(GATEWAY_REFUNDS),
    gatewayReconciler: container.resolve(GATEWAY_RECONCILER),
    pendingMoney: container.resolve(PENDING_MONEY),
    documents: container.resolve(DOCUMENT_SERVICE),
    documentFiles: container.resolve(DOCUMENT_FILES),
    statementFiles: container.resolve(STATEMENT_FILES),
    drafts: container.resolve(DRAFT_SERVICE),
    followUps: container.resolve(FOLLOW_UP_SERVICE),
    documentNotices: container.resolve(DOCUMENT_NOTICE_SERVICE),
    settlement: container.resolve(SETTLEMENT_SERVICE),
    tax: container.resolve(TAX_SERVICE),
    documentSettings: container.resolve(DOCUMENT_SETTINGS_SERVICE),
    books: container.resolve(BOOKS_VERIFIER),
    notifications: container.resolve(NOTIFICATION_SERVICE),
    notificationSettings: container.resolve(NOTIFICATION_SETTINGS),
    wordings: container.resolve(WORDING_SERVICE),
    access: container.resolve(ACCESS_SERVICE),
    reports: container.resolve(REPORT_SERVICE),
    billingRuns: container.resolve(BILLING_RUNS),
    bills: container.resolve(BILL_SERVICE),
    billingTimelines: container.resolve(BILLING_TIMELINES),
    oneTimeItems: container.resolve(ONE_TIME_ITEMS),
    changePreviewer: container.resolve(CHANGE_PREVIEWER),
    dunning: container.resolve(DUNNING_SERVICE),
    scheduledChanges: container.resolve(SCHEDULED_CHANGES),
    sessions: container.resolve(SESSION_QUERIES),
    usage: container.resolve(USAGE_QUERIES),
    shortLog: container.resolve(SHORT_LOG_READER),
    answering: container.resolve(ANSWERING_SERVICE),
    answerPreview: container.resolve(ANSWER_PREVIEW),
    loginTester: container.resolve(LOGIN_TESTER),
    routerHealth: container.resolve(ROUTER_HEALTH),
    routerTester: container.resolve(ROUTER_TESTER),
    sessionChanges: container.resolve(SESSION_CHANGES),
    radiusDebug: container.resolve(DEBUG_SERVICE),
    radiusDebugLog: container.resolve(DEBUG_LOG_READER),
    addons: container.resolve(ADDON_HOST),
    contributions: container.resolve(CONTRIBUTIONS),
    operations: container.resolve(OPERATION_SERVICE),
    outbox: container.resolve(OUTBOX),
    jobs: container.resolve(JOBS),
    testClock: () => (container.isRegistered(TEST_CLOCK_CONTROL, true) ? container.resolve(TEST_CLOCK_CONTROL) : undefined),
  };
}

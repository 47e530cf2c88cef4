import { CLOCK, type Clock, COMPANY, type Company, type Logger } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { ACCESS_SERVICE, type AccessService } from '../../../access/access-service.js';
import { PORTAL_LOGINS, type PortalLoginService } from '../../../accounts/portal/portal-login-service.js';
import { PORTAL_SESSIONS, type PortalSessionService } from '../../../accounts/portal/portal-session-service.js';
import { CHANGE_PREVIEWER, type ChangePreviewer } from '../../../billing/bills/change-preview.js';
import { CUSTOMER_SERVICE, type CustomerService } from '../../../customers/customer-service.js';
import { DOCUMENT_FILES, type DocumentFiles } from '../../../documents/document-files.js';
import { DOCUMENT_SERVICE, type DocumentService } from '../../../documents/document-service.js';
import { DOCUMENT_SETTINGS_SERVICE, type DocumentSettingsService } from '../../../documents/document-settings-service.js';
import { FOLLOW_UP_SERVICE, type FollowUpService } from '../../../documents/follow-ups/follow-up-service.js';
import { SETTLEMENT_SERVICE, type SettlementService } from '../../../documents/open-items/settlement-service.js';
import { STATEMENT_FILES, type StatementFiles } from '../../../documents/statements/statement-files.js';
import { CONTRIBUTIONS, type ContributionRegistry } from '../../../kernel/addons/contribution-registry.js';
import { CONFIGURATION, type Configuration } from '../../../kernel/config/configuration.js';
import { DATABASE, type Database } from '../../../kernel/database/database.js';
import { ROOT_LOGGER } from '../../../kernel/logging/logger.js';
import { LEDGER_SERVICE, type LedgerService } from '../../../ledger/ledger-service.js';
import { ADDRESS_BOOK, type AddressBook } from '../../../network/address-book.js';
import { CHECKOUT_SERVICE, type CheckoutService } from '../../../payments/gateways/checkout-service.js';
import { PAYABLE_DOCUMENTS, type PayableDocuments } from '../../../payments/gateways/payable-documents.js';
import { PENDING_MONEY, type PendingMoney } from '../../../payments/gateways/pending-money.js';
import { PAY_LINKS, type PayLinkService } from '../../../payments/pay-links/pay-link-service.js';
import { PAYMENT_SERVICE, type PaymentService } from '../../../payments/payment-service.js';
import { PLAN_SERVICE, type PlanService } from '../../../plans/plan-service.js';
import { QUOTA_SERVICE, type QuotaService } from '../../../quotas/quota-service.js';
import { SERVICE_SERVICE, type ServiceService } from '../../../services/service-service.js';
import { SESSION_QUERIES, type SessionQueries } from '../../../usage/session-queries.js';
import { USAGE_QUERIES, type UsageQueries } from '../../../usage/usage-queries.js';

/** What the portal is made of: the same services that the other faces use. */
export interface PortalServices {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly company: Company;
  readonly portalLogins: PortalLoginService;
  readonly portalSessions: PortalSessionService;
  readonly customers: CustomerService;
  readonly services: ServiceService;
  readonly access: AccessService;
  readonly addressBook: AddressBook;
  readonly sessions: SessionQueries;
  readonly usage: UsageQueries;
  readonly quotas: QuotaService;
  readonly ledger: LedgerService;
  readonly settlement: SettlementService;
  readonly plans: PlanService;
  readonly changePreviewer: ChangePreviewer;
  readonly checkout: CheckoutService;
  readonly payLinks: PayLinkService;
  readonly pending: PendingMoney;
  readonly payable: PayableDocuments;
  readonly documents: DocumentService;
  readonly followUps: FollowUpService;
  readonly payments: PaymentService;
  readonly documentFiles: DocumentFiles;
  readonly documentSettings: DocumentSettingsService;
  readonly statementFiles: StatementFiles;
  readonly contributions: ContributionRegistry;
}

export function resolvePortalServices(container: DependencyContainer): PortalServices {
  return {
    configuration: container.resolve(CONFIGURATION),
    database: container.resolve(DATABASE),
    logger: container.resolve(ROOT_LOGGER),
    clock: container.resolve(CLOCK),
    company: container.resolve(COMPANY),
    portalLogins: container.resolve(PORTAL_LOGINS),
    portalSessions: container.resolve(PORTAL_SESSIONS),
    customers: container.resolve(CUSTOMER_SERVICE),
    services: container.resolve(SERVICE_SERVICE),
    access: container.resolve(ACCESS_SERVICE),
    addressBook: container.resolve(ADDRESS_BOOK),
    sessions: container.resolve(SESSION_QUERIES),
    usage: container.resolve(USAGE_QUERIES),
    quotas: container.resolve(QUOTA_SERVICE),
    ledger: container.resolve(LEDGER_SERVICE),
    settlement: container.resolve(SETTLEMENT_SERVICE),
    plans: container.resolve(PLAN_SERVICE),
    changePreviewer: container.resolve(CHANGE_PREVIEWER),
    checkout: container.resolve(CHECKOUT_SERVICE),
    payLinks: container.resolve(PAY_LINKS),
    pending: container.resolve(PENDING_MONEY),
    payable: container.resolve(PAYABLE_DOCUMENTS),
    documents: container.resolve(DOCUMENT_SERVICE),
    followUps: container.resolve(FOLLOW_UP_SERVICE),
    payments: container.resolve(PAYMENT_SERVICE),
    documentFiles: container.resolve(DOCUMENT_FILES),
    documentSettings: container.resolve(DOCUMENT_SETTINGS_SERVICE),
    statementFiles: container.resolve(STATEMENT_FILES),
    contributions: container.resolve(CONTRIBUTIONS),
  };
}

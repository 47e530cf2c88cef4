import type { Router } from '@koa/router';
import type { WebState } from '../http/web-context.js';
import { addAdminsPages } from './accounts/admins-pages.js';
import { addMyAccountPages } from './accounts/my-account-page.js';
import { addRouterLoginPages } from './accounts/router-login-page.js';
import { addAddonPages } from './addons/addon-pages.js';
import { addAnswerPreviewPage } from './answers/answer-preview-page.js';
import { addAnsweringPages } from './answers/answering-pages.js';
import { addAuditPage } from './audit/audit-page.js';
import { addOneTimeItemPages } from './billing/one-time-item-page.js';
import { addBillingRunPages } from './billing/run-pages.js';
import { addServiceChangePages } from './billing/service-change-page.js';
import { addCustomerFormPages } from './customers/customer-form-page.js';
import { addCustomerListPage } from './customers/customer-list-page.js';
import { addCustomerPage } from './customers/customer-page.js';
import { addCustomerPortalLoginPage } from './customers/customer-portal-login-page.js';
import { addCustomerStatementPage } from './customers/customer-statement-page.js';
import { addCustomerTaxPage } from './customers/customer-tax-page.js';
import { addDashboardPage } from './dashboard/dashboard-page.js';
import { addDocumentListPage } from './documents/document-list-page.js';
import { addDocumentPages } from './documents/document-page.js';
import { addDraftListPage } from './documents/drafts/draft-list-page.js';
import { addDraftPages } from './documents/drafts/draft-pages.js';
import { addDocumentSettingsPage } from './documents/settings/document-settings-page.js';
import { addFailedEventsPage } from './events/failed-events-page.js';
import { AdminRoutes } from './frame/admin-routes.js';
import type { AdminServices } from './frame/admin-services.js';
import { addJobsPage } from './jobs/jobs-page.js';
import { addMonthsPage } from './ledger/months-page.js';
import { addMessagePages } from './messages/message-pages.js';
import { addNetworkPages } from './network/network-pages.js';
import { addRouterPages } from './network/router-pages.js';
import { addOnlinePage } from './online/online-page.js';
import { addWhoHadPage } from './online/who-had-page.js';
import { addAttemptListPage } from './payments/attempt-list-page.js';
import { addAttemptPage } from './payments/attempt-page.js';
import { addPaymentDetailsPage } from './payments/payment-details-page.js';
import { addPaymentListPage } from './payments/payment-list-page.js';
import { addPaymentPages } from './payments/payment-page.js';
import { addPlanPages } from './plans/plans-pages.js';
import { addRadiusLogPages } from './radius-log/radius-log-page.js';
import { addReportPages } from './reports/report-pages.js';
import { addServiceFormPages } from './services/service-form-page.js';
import { addSessionActions } from './sessions/session-action-routes.js';

/** In this order: of two paths that fit, the first counts, so that words come before parameters. */
const PAGES = [
  addDashboardPage,
  addCustomerListPage,
  addCustomerFormPages,
  addCustomerTaxPage,
  addCustomerPortalLoginPage,
  addCustomerStatementPage,
  addCustomerPage,
  addBillingRunPages,
  addServiceChangePages,
  addOneTimeItemPages,
  addPaymentPages,
  addPaymentListPage,
  addPaymentDetailsPage,
  addAttemptListPage,
  addAttemptPage,
  addDocumentListPage,
  addDocumentPages,
  addDraftListPage,
  addDraftPages,
  addDocumentSettingsPage,
  addReportPages,
  addMonthsPage,
  addMessagePages,
  addServiceFormPages,
  addPlanPages,
  addAnsweringPages,
  addAnswerPreviewPage,
  addRouterPages,
  addNetworkPages,
  addOnlinePage,
  addSessionActions,
  addWhoHadPage,
  addRadiusLogPages,
  addAddonPages,
  addFailedEventsPage,
  addJobsPage,
  addAuditPage,
  addAdminsPages,
  addRouterLoginPages,
  addMyAccountPages,
] as const;

/** All pages of those who are signed in. */
export function createAdminRouter(services: AdminServices): Router<WebState> {
  const routes = new AdminRoutes(services);
  for (const addPages of PAGES) addPages(routes);
  return routes.router;
}

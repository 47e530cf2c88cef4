import { ACCESS_MIGRATIONS } from '../access/access-migrations.js';
import { ACCOUNT_MIGRATIONS } from '../accounts/account-migrations.js';
import { BILLING_MIGRATIONS } from '../billing/billing-migrations.js';
import { CUSTOMER_MIGRATIONS } from '../customers/customer-migrations.js';
import { DOCUMENT_MIGRATIONS } from '../documents/document-migrations.js';
import { ADDON_MIGRATIONS } from '../kernel/addons/addon-migrations.js';
import { AUDIT_MIGRATIONS } from '../kernel/audit/audit-log.js';
import type { MigrationStep } from '../kernel/database/migrations.js';
import { JOB_MIGRATIONS } from '../kernel/jobs/job-migrations.js';
import { LEASE_MIGRATIONS } from '../kernel/leases/lease-migrations.js';
import { OUTBOX_MIGRATIONS } from '../kernel/outbox/outbox-migrations.js';
import { LEDGER_MIGRATIONS } from '../ledger/ledger-migrations.js';
import { NETWORK_MIGRATIONS } from '../network/network-migrations.js';
import { NOTIFICATION_MIGRATIONS } from '../notifications/notification-migrations.js';
import { GATEWAY_MIGRATIONS } from '../payments/gateways/gateway-migrations.js';
import { PAY_LINK_MIGRATIONS } from '../payments/pay-links/pay-link-migrations.js';
import { PAYMENT_MIGRATIONS } from '../payments/payment-migrations.js';
import { PLAN_MIGRATIONS } from '../plans/plan-migrations.js';
import { QUOTA_MIGRATIONS } from '../quotas/quota-migrations.js';
import { JOURNAL_MIGRATIONS } from '../radius/accounting/journal-migrations.js';
import { ANSWERING_MIGRATIONS } from '../radius/answers/answering-migrations.js';
import { CHANGE_OF_AUTHORIZATION_MIGRATIONS } from '../radius/change-of-authorization/change-of-authorization-migrations.js';
import { HEALTH_MIGRATIONS } from '../radius/health/health-migrations.js';
import { LEASE_SERVER_MIGRATIONS } from '../radius/leases/lease-migrations.js';
import { DEBUG_MIGRATIONS } from '../radius/log/debug-migrations.js';
import { METRICS_MIGRATIONS } from '../radius/metrics/metrics-migrations.js';
import { SERVICE_MIGRATIONS } from '../services/service-migrations.js';
import { USAGE_MIGRATIONS } from '../usage/usage-migrations.js';

/** The whole schema of the core, in the order in which it is built. */
export const CORE_MIGRATIONS: readonly MigrationStep[] = [
  ...LEASE_MIGRATIONS,
  ...OUTBOX_MIGRATIONS,
  ...JOB_MIGRATIONS,
  ...ADDON_MIGRATIONS,
  ...AUDIT_MIGRATIONS,
  ...ACCOUNT_MIGRATIONS,
  ...CUSTOMER_MIGRATIONS,
  ...PLAN_MIGRATIONS,
  ...NETWORK_MIGRATIONS,
  ...SERVICE_MIGRATIONS,
  ...LEDGER_MIGRATIONS,
  ...PAYMENT_MIGRATIONS,
  ...DOCUMENT_MIGRATIONS,
  ...BILLING_MIGRATIONS,
  ...ACCESS_MIGRATIONS,
  ...USAGE_MIGRATIONS,
  ...JOURNAL_MIGRATIONS,
  ...CHANGE_OF_AUTHORIZATION_MIGRATIONS,
  ...DEBUG_MIGRATIONS,
  ...HEALTH_MIGRATIONS,
  ...METRICS_MIGRATIONS,
  ...NOTIFICATION_MIGRATIONS,
  ...ANSWERING_MIGRATIONS,
  ...LEASE_SERVER_MIGRATIONS,
  ...QUOTA_MIGRATIONS,
  ...GATEWAY_MIGRATIONS,
  ...PAY_LINK_MIGRATIONS,
];

export const CORE_HISTORY_TABLE = 'core_migration';

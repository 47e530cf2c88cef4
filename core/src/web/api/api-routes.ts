import type { ApiRoute } from './api-route.js';
import type { ApiSchema } from './api-schema.js';
import { ACCOUNT_SCHEMAS } from './resources/account-resource.js';
import { ADDON_SCHEMAS } from './resources/addon-resource.js';
import { ANSWER_SCHEMAS } from './resources/answer-resource.js';
import { BILLING_SCHEMAS } from './resources/billing-resource.js';
import { CLOSING_SCHEMAS } from './resources/closing-resource.js';
import { CUSTOMER_SCHEMAS } from './resources/customer-resource.js';
import { DOCUMENT_SCHEMAS } from './resources/document-resource.js';
import { GATEWAY_SCHEMAS } from './resources/gateway-resource.js';
import { MONEY_SCHEMAS } from './resources/money-resource.js';
import { NETWORK_SCHEMAS } from './resources/network-resource.js';
import { NOTIFICATION_SCHEMAS } from './resources/notification-resource.js';
import { HEALTH_SCHEMAS, LOGIN_TEST_SCHEMAS, RADIUS_SCHEMAS } from './resources/radius-resource.js';
import { SERVICE_SCHEMAS } from './resources/service-resource.js';
import { SESSION_REQUEST_SCHEMAS } from './resources/session-request-resource.js';
import { SYSTEM_SCHEMAS } from './resources/system-resource.js';
import { ACCOUNT_ROUTES } from './routes/account-routes.js';
import { ADDON_ROUTES } from './routes/addon-routes.js';
import { ANSWER_ROUTES } from './routes/answer-routes.js';
import { BILLING_ROUTES } from './routes/billing-routes.js';
import { CUSTOMER_ROUTES } from './routes/customer-routes.js';
import { DOCUMENT_ROUTES } from './routes/document-routes.js';
import { GATEWAY_ROUTES } from './routes/gateway-routes.js';
import { LEDGER_ROUTES } from './routes/ledger-routes.js';
import { MONEY_ROUTES } from './routes/money-routes.js';
import { NETWORK_ROUTES } from './routes/network-routes.js';
import { NOTIFICATION_ROUTES } from './routes/notification-routes.js';
import { PORTAL_LOGIN_ROUTES } from './routes/portal-login-routes.js';
import { RADIUS_ROUTES } from './routes/radius-routes.js';
import { REPORT_ROUTES } from './routes/report-routes.js';
import { PLAN_ROUTES, SERVICE_ROUTES } from './routes/service-routes.js';
import { SESSION_CHANGE_ROUTES } from './routes/session-change-routes.js';
import { SYSTEM_ROUTES } from './routes/system-routes.js';
import { TAX_ROUTES } from './routes/tax-routes.js';
import { TRAFFIC_ROUTES } from './routes/traffic-routes.js';

/** The whole API. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...CUSTOMER_ROUTES,
  ...PORTAL_LOGIN_ROUTES,
  ...PLAN_ROUTES,
  ...SERVICE_ROUTES,
  ...MONEY_ROUTES,
  ...LEDGER_ROUTES,
  ...GATEWAY_ROUTES,
  ...BILLING_ROUTES,
  ...DOCUMENT_ROUTES,
  ...TAX_ROUTES,
  ...REPORT_ROUTES,
  ...NOTIFICATION_ROUTES,
  ...NETWORK_ROUTES,
  ...TRAFFIC_ROUTES,
  ...SESSION_CHANGE_ROUTES,
  ...RADIUS_ROUTES,
  ...ANSWER_ROUTES,
  ...ADDON_ROUTES,
  ...ACCOUNT_ROUTES,
  ...SYSTEM_ROUTES,
];

/** What answers are made of, by name. */
export const API_SCHEMAS: Readonly<Record<string, ApiSchema>> = {
  ...CUSTOMER_SCHEMAS,
  ...SERVICE_SCHEMAS,
  ...MONEY_SCHEMAS,
  ...CLOSING_SCHEMAS,
  ...GATEWAY_SCHEMAS,
  ...BILLING_SCHEMAS,
  ...DOCUMENT_SCHEMAS,
  ...NOTIFICATION_SCHEMAS,
  ...NETWORK_SCHEMAS,
  ...RADIUS_SCHEMAS,
  ...ANSWER_SCHEMAS,
  ...LOGIN_TEST_SCHEMAS,
  ...SESSION_REQUEST_SCHEMAS,
  ...HEALTH_SCHEMAS,
  ...ADDON_SCHEMAS,
  ...ACCOUNT_SCHEMAS,
  ...SYSTEM_SCHEMAS,
};

import { CLOCK, COMPANY } from '@tapline/sdk';
import { type DependencyContainer, container as globalContainer } from '@tapline/sdk/di';
import { registerAccess } from '../access/access-module.js';
import { RADIUS_NUDGE } from '../access/radius-nudge.js';
import { registerAccounts } from '../accounts/account-module.js';
import { registerBilling } from '../billing/billing-module.js';
import { registerCustomers } from '../customers/customer-module.js';
import { registerDocuments } from '../documents/document-module.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { ROOT_LOGGER } from '../kernel/logging/logger.js';
import { registerLedger } from '../ledger/ledger-module.js';
import { registerNetwork } from '../network/network-module.js';
import { registerNotifications } from '../notifications/notification-module.js';
import { registerOperations } from '../operations/operation-module.js';
import { registerGateways } from '../payments/gateways/gateway-module.js';
import { registerPayLinks } from '../payments/pay-links/pay-link-module.js';
import { registerPayments } from '../payments/payment-module.js';
import { registerPlans } from '../plans/plan-module.js';
import { registerQuotas } from '../quotas/quota-module.js';
import { registerAccounting } from '../radius/accounting/accounting-module.js';
import { registerAnswers } from '../radius/answers/answers-module.js';
import { registerChangeOfAuthorization } from '../radius/change-of-authorization/change-of-authorization-module.js';
import { registerDiagnosis } from '../radius/diagnosis/diagnosis-module.js';
import { registerRouterHealth } from '../radius/health/health-module.js';
import { registerRadiusLog } from '../radius/log/log-module.js';
import { registerReports } from '../reports/report-module.js';
import { registerServices } from '../services/service-module.js';
import { registerUsage } from '../usage/usage-module.js';
import { registerVerification } from '../verification/verification-module.js';
import { registerAddons } from './addons-module.js';
import type { ApplicationEnvironment } from './application-environment.js';
import { configuredCompany } from './configured-company.js';
import { registerKernel } from './kernel-module.js';

/**
 * The one place where the parts of the app process are put together. Everything is held by an explicit token in a container of this
 * application's own; nothing uses tsyringe's global one, so several applications can live in one process (tests do).
 */
export function composeApplication(environment: ApplicationEnvironment): DependencyContainer {
  const { configuration, clock, logger, nudgeRadius } = environment;
  const container = globalContainer.createChildContainer();
  container.register(CONFIGURATION, { useValue: configuration });
  container.register(CLOCK, { useValue: clock });
  container.register(ROOT_LOGGER, { useValue: logger });
  container.register(RADIUS_NUDGE, { useValue: nudgeRadius });
  container.register(COMPANY, { useValue: configuredCompany(configuration.company, clock, configuration.web.publicUrl) });
  for (const register of MODULES) register(container);
  return container;
}

const MODULES: readonly ((container: DependencyContainer) => void)[] = [
  registerKernel,
  registerAddons,
  registerAccounts,
  registerLedger,
  registerBilling,
  registerAccess,
  registerCustomers,
  registerPlans,
  registerNetwork,
  registerServices,
  registerQuotas,
  registerOperations,
  registerDocuments,
  registerPayments,
  registerGateways,
  registerPayLinks,
  registerVerification,
  registerReports,
  registerNotifications,
  registerUsage,
  registerAccounting,
  registerChangeOfAuthorization,
  registerRadiusLog,
  registerDiagnosis,
  registerRouterHealth,
  registerAnswers,
];

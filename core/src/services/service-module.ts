import { CLOCK, COMPANY } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { ACCESS_SERVICE } from '../access/access-service.js';
import { CUSTOMER_STORE } from '../customers/customer-module.js';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { DATABASE } from '../kernel/database/database.js';
import { DECISIONS } from '../kernel/hooks/decisions.js';
import { ROOT_LOGGER } from '../kernel/logging/logger.js';
import { EVENT_RAISER } from '../kernel/outbox/event-raiser.js';
import { SECRET_BOX } from '../kernel/security/secret-box.js';
import { ADDRESS_BOOK } from '../network/address-book.js';
import { PLAN_SERVICE } from '../plans/plan-service.js';
import { SCHEDULED_CHANGES, ScheduledChangeService } from './scheduled-change-service.js';
import { SERVICE_HISTORY, ServiceHistoryStore } from './service-history.js';
import { SERVICE_SERVICE, ServiceService } from './service-service.js';
import { ServiceStore } from './service-store.js';

export function registerServices(container: DependencyContainer): void {
  container.register(SERVICE_HISTORY, { useValue: new ServiceHistoryStore() });
  container.register(SCHEDULED_CHANGES, {
    useFactory: instanceCachingFactory(
      (c) =>
        new ScheduledChangeService({
          history: c.resolve(SERVICE_HISTORY),
          services: c.resolve(SERVICE_SERVICE),
          customers: c.resolve(CUSTOMER_SERVICE),
          plans: c.resolve(PLAN_SERVICE),
          database: c.resolve(DATABASE),
          audit: c.resolve(AUDIT_LOG),
          company: c.resolve(COMPANY),
          clock: c.resolve(CLOCK),
          logger: c.resolve(ROOT_LOGGER),
        }),
    ),
  });
  container.register(SERVICE_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new ServiceService({
          store: new ServiceStore(),
          history: c.resolve(SERVICE_HISTORY),
          customers: c.resolve(CUSTOMER_SERVICE),
          customerStore: c.resolve(CUSTOMER_STORE),
          plans: c.resolve(PLAN_SERVICE),
          addresses: c.resolve(ADDRESS_BOOK),
          access: c.resolve(ACCESS_SERVICE),
          secrets: c.resolve(SECRET_BOX),
          decisions: c.resolve(DECISIONS),
          events: c.resolve(EVENT_RAISER),
          audit: c.resolve(AUDIT_LOG),
          clock: c.resolve(CLOCK),
        }),
    ),
  });
}

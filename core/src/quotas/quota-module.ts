import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { DECISIONS } from '../kernel/hooks/decisions.js';
import { EVENT_RAISER } from '../kernel/outbox/event-raiser.js';
import { SERVICE_SERVICE } from '../services/service-service.js';
import { QUOTA_SERVICE, QuotaService } from './quota-service.js';
import { QuotaStore } from './quota-store.js';

export function registerQuotas(container: DependencyContainer): void {
  container.register(QUOTA_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new QuotaService({
          store: new QuotaStore(),
          services: c.resolve(SERVICE_SERVICE),
          meters: c.resolve(CONTRIBUTIONS),
          decisions: c.resolve(DECISIONS),
          events: c.resolve(EVENT_RAISER),
          audit: c.resolve(AUDIT_LOG),
          clock: c.resolve(CLOCK),
        }),
    ),
  });
}

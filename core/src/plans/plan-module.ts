import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { ACCESS_SERVICE } from '../access/access-service.js';
import { TaxStore } from '../documents/tax/tax-store.js';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { EVENT_RAISER } from '../kernel/outbox/event-raiser.js';
import { WORDING_SERVICE } from '../notifications/wording-service.js';
import { PlanSections } from './plan-sections.js';
import { PLAN_SERVICE, PlanService } from './plan-service.js';

export function registerPlans(container: DependencyContainer): void {
  container.register(PLAN_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new PlanService(
          c.resolve(ACCESS_SERVICE),
          c.resolve(EVENT_RAISER),
          c.resolve(AUDIT_LOG),
          c.resolve(CLOCK),
          new PlanSections(
            () => c.resolve(CONTRIBUTIONS),
            () => c.resolve(WORDING_SERVICE),
          ),
          new TaxStore(),
        ),
    ),
  });
}

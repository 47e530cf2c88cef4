import { CLOCK, createToken } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { ACCESS_SERVICE } from '../access/access-service.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { DECISIONS } from '../kernel/hooks/decisions.js';
import { EVENT_RAISER } from '../kernel/outbox/event-raiser.js';
import { type BillingTypeRule, CUSTOMER_SERVICE, CustomerService } from './customer-service.js';
import { CustomerStore } from './customer-store.js';

export const CUSTOMER_STORE = createToken<CustomerStore>('core.customer-store');
export const BILLING_TYPE_RULE = createToken<BillingTypeRule>('core.billing-type-rule');

export function registerCustomers(container: DependencyContainer): void {
  container.register(CUSTOMER_STORE, { useValue: new CustomerStore() });
  container.register(CUSTOMER_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new CustomerService(
          c.resolve(CUSTOMER_STORE),
          c.resolve(ACCESS_SERVICE),
          c.resolve(BILLING_TYPE_RULE),
          c.resolve(DECISIONS),
          c.resolve(EVENT_RAISER),
          c.resolve(AUDIT_LOG),
          c.resolve(CLOCK),
        ),
    ),
  });
}

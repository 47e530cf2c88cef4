import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { BILLING_TYPE_RULE } from '../customers/customer-module.js';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { ContributedBillingTypeRule } from './billing-type-rule.js';

export function registerBilling(container: DependencyContainer): void {
  container.register(BILLING_TYPE_RULE, {
    useFactory: instanceCachingFactory((c) => {
      const contributions = c.resolve(CONTRIBUTIONS);
      return new ContributedBillingTypeRule(
        (id) => contributions.billingType(id),
        () => contributions.billingTypes().map(({ id }) => id),
      );
    }),
  });
}

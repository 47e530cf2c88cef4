import type { Transaction } from '@tapline/sdk';
import type { CustomerService } from '../customers/customer-service.js';
import type { ContributionRegistry } from '../kernel/addons/contribution-registry.js';

export interface BillingTypesInUse {
  readonly customers: Pick<CustomerService, 'countByBillingType'>;
  readonly contributions: Pick<ContributionRegistry, 'billingType' | 'billingTypesOf'>;
}

/** How many customers, of those who are not inactive, have a billing type of each add-on: whom nothing charges while it does not run. */
export async function customersBilledBy(
  { customers, contributions }: BillingTypesInUse,
  tx: Transaction,
  addonIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = await customers.countByBillingType(tx);
  const countOf = (addonId: string): number =>
    contributions.billingTypesOf(addonId).reduce((sum, type) => sum + (counts.get(type) ?? 0), 0);
  return new Map(addonIds.map((id) => [id, countOf(id)]));
}

/** The billing types that customers have and nothing that runs provides, with how many they are. */
export async function billingTypesWithoutAddon(
  { customers, contributions }: BillingTypesInUse,
  tx: Transaction,
): Promise<readonly { readonly billingType: string; readonly count: number }[]> {
  const counts = await customers.countByBillingType(tx);
  return [...counts].filter(([type]) => !contributions.billingType(type)).map(([billingType, count]) => ({ billingType, count }));
}

/** What follows where the add-on of customers' billing type does not run; empty where there are none. */
export function uncharged(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? 'One customer has its billing type: nothing charges this one meanwhile.'
    : `${count} customers have its billing type: nothing charges them meanwhile.`;
}

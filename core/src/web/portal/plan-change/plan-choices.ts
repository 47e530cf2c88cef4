import { notFound, type Plan, type ServiceWithPlan, type Transaction } from '@tapline/sdk';
import type { PortalRequest } from '../frame/portal-request.js';

/**
 * Plans that a line may be switched to by its customer: those that say so, and are sold. None for a line that is not open, nor for one at a price or
 * discount of its own: that was agreed with somebody, for its plan.
 */
export async function planChoices(
  { services }: Pick<PortalRequest, 'services'>,
  tx: Transaction,
  line: { readonly service: ServiceWithPlan; readonly access: { readonly isAllowed: boolean } },
): Promise<readonly Plan[]> {
  const { status, unitPriceMinor, discounts } = line.service;
  if (status !== 'active' || !line.access.isAllowed || unitPriceMinor !== null || discounts.length > 0) return [];
  const plans = await services.plans.list(tx);
  return plans.filter(({ id, isSelfService, isArchived }) => isSelfService && !isArchived && id !== line.service.planId);
}

/** A line of the customer who is signed in. Throws `SERVICE_UNKNOWN` for another's as for one that is not there. */
export async function ownLine(
  { services, customer }: PortalRequest,
  tx: Transaction,
  serviceId: string,
): Promise<{ readonly service: ServiceWithPlan; readonly access: { readonly isAllowed: boolean } }> {
  const service = (await services.services.ofCustomer(tx, customer.id)).find(({ id }) => id === serviceId);
  if (!service) throw notFound('SERVICE_UNKNOWN', 'there is no such service');
  return { service, access: await services.access.access(tx, serviceId) };
}

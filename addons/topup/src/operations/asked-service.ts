import { type Actor, notFound, type ServiceDirectory, type ServiceWithPlan, type Transaction } from '@tapline/sdk';
import type { Origin } from '../purchases/purchase.js';

/** The service that somebody asks about; to customers, others' are unknown. Throws `SERVICE_UNKNOWN`. */
export async function askedService(tx: Transaction, services: ServiceDirectory, serviceId: string, actor: Actor): Promise<ServiceWithPlan> {
  const service = await services.get(tx, serviceId);
  if (actor.kind !== 'customer' || service.customerId === actor.id) return service;
  throw notFound('SERVICE_UNKNOWN', `there is no service ${serviceId}`);
}

/** Who buys, as a purchase remembers it. */
export function originOf({ kind }: Actor): Origin {
  if (kind === 'customer') return 'customer';
  return kind === 'token' ? 'api' : 'admin';
}

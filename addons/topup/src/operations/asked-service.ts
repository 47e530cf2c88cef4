import { type Actor, invalid, type ServiceDirectory, type ServiceWithPlan, type Transaction } from '@tapline/sdk';
import type { Origin } from '../purchases/purchase.js';

/** The service that somebody asks about; to customers, others' are unknown. Throws `TOPUP_SERVICE_UNKNOWN`. */
export async function askedService(tx: Transaction, services: ServiceDirectory, loginOrId: string, actor: Actor): Promise<ServiceWithPlan> {
  const service = await services.find(tx, loginOrId);
  if (service && (actor.kind !== 'customer' || service.customerId === actor.id)) return service;
  throw invalid('TOPUP_SERVICE_UNKNOWN', `there is no service with the login or id "${loginOrId}"`, 'service');
}

/** Who buys, as a purchase remembers it. */
export function originOf({ kind }: Actor): Origin {
  if (kind === 'customer') return 'customer';
  return kind === 'token' ? 'api' : 'admin';
}

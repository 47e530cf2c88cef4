import type { Access, QuotaState, ServiceWithPlan, SubscriberSession, Transaction } from '@tapline/sdk';
import type { PortalRequest } from '../frame/portal-request.js';

/** A service of the customer who is signed in, and how its line stands. */
export interface OwnLine {
  readonly service: ServiceWithPlan;
  readonly access: Access;
  readonly online: readonly SubscriberSession[];
}

/** The customer's services, those that have ended last. */
export async function ownLines({ services, customer }: PortalRequest, tx: Transaction): Promise<readonly OwnLine[]> {
  const theirs = await services.services.ofCustomer(tx, customer.id);
  const access = await services.access.accessOf(
    tx,
    theirs.map(({ id }) => id),
  );
  const lines: OwnLine[] = [];
  for (const service of theirs) {
    lines.push({
      service,
      access: access.get(service.id) ?? (await services.access.access(tx, service.id)),
      online: await services.sessions.onlineOfService(tx, service.id),
    });
  }
  return lines.sort((a, b) => Number(isEnded(a)) - Number(isEnded(b)));
}

export function isEnded({ service }: Pick<OwnLine, 'service'>): boolean {
  return service.status === 'stopped';
}

/** What is left of each line's data, where it is metered. A meter that fails hides nothing else. */
export async function quotasOf(request: PortalRequest, lines: readonly OwnLine[]): Promise<ReadonlyMap<string, QuotaState>> {
  const { quotas, logger } = request.services;
  const found = new Map<string, QuotaState>();
  for (const { service } of lines) {
    try {
      const state = await request.view((tx) => quotas.state(tx, service.id));
      if (state) found.set(service.id, state);
    } catch (error) {
      logger.warn({ err: error, serviceId: service.id }, 'a meter could not say what is left');
    }
  }
  return found;
}

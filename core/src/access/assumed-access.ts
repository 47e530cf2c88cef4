import { type AssumedAccess, notFound, type Transaction } from '@tapline/sdk';
import { foldAccess } from './access-fold.js';
import type { AccessStore, StoredAccess } from './access-store.js';
import { foldFacts } from './line-facts.js';
import { checkReplyFacts } from './reply-facts-schema.js';

export interface AccessQuestion {
  readonly serviceId: string;
  /** Whose restriction and facts are replaced. */
  readonly source: string;
  readonly assumed: AssumedAccess;
  readonly nowMs: number;
}

/** The access that a line would have if one source said something else of it. Nothing is written. Throws `SERVICE_UNKNOWN`. */
export async function assumedAccess(
  tx: Transaction,
  store: AccessStore,
  { serviceId, source, assumed, nowMs }: AccessQuestion,
): Promise<StoredAccess> {
  const [facts] = await store.serviceFacts(tx, [serviceId]);
  if (!facts) throw notFound('SERVICE_UNKNOWN', `there is no service ${serviceId}`);
  const stated = (await store.facts.ofServices(tx, [serviceId])).get(serviceId) ?? [];
  const { restriction } = assumed;
  const restrictions = [
    ...facts.restrictions.filter((each) => each.source !== source),
    ...(restriction ? [{ serviceId, source, ...restriction, sinceMs: nowMs }] : []),
  ];
  const { serviceStatus: _status, customerStatus: _customer, restrictions: _restrictions, ...kept } = facts;
  return {
    ...kept,
    ...foldAccess({ ...facts, restrictions, statusSinceMs: nowMs }),
    facts: foldFacts([
      ...stated.filter((each) => each.source !== source),
      { source, facts: checkReplyFacts(assumed.facts), generation: 0 },
    ]),
    version: 0,
    changedAtMs: nowMs,
    grantDigest: '',
  };
}

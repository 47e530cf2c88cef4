import type { Clock, QuotaGrant, Quotas, Transaction } from '@tapline/sdk';
import type { Purchase } from './purchase.js';
import type { PurchaseStore } from './purchase-store.js';

/** A purchase as people look at it. */
export interface SeenPurchase {
  readonly purchase: Purchase;
  /** What its line can still use of it. */
  readonly leftOctets: bigint;
  /** Its time is over. */
  readonly isOver: boolean;
}

export interface SeenPurchasesParts {
  readonly store: PurchaseStore;
  readonly quotas: Quotas;
  readonly clock: Clock;
}

/** How a purchase stands now. `grant`: what it has become; undefined while it waits. */
export function seenPurchase(purchase: Purchase, grant: QuotaGrant | undefined, nowMs: number): SeenPurchase {
  const isOver = purchase.expiresAtMs !== null && purchase.expiresAtMs <= nowMs;
  const isUsable = grant !== undefined && purchase.state === 'granted' && !isOver;
  return { purchase, leftOctets: isUsable ? grant.octets - grant.usedOctets : 0n, isOver };
}

/** Whether it can be taken back: something is left, or it waits to be paid. */
export function isRefundable({ purchase, leftOctets }: SeenPurchase): boolean {
  return purchase.state === 'waiting' || leftOctets > 0n;
}

/** Purchases of a customer, the newest first: all that wait to be paid or have something left, and the latest others. */
export async function seenPurchases(
  tx: Transaction,
  { store, quotas, clock }: SeenPurchasesParts,
  { customerId, latest }: { readonly customerId: string; readonly latest: number },
): Promise<readonly SeenPurchase[]> {
  const nowMs = clock.nowMs();
  const purchases = new Map<string, Purchase>();
  for (const purchase of await store.ofCustomer(tx, customerId, latest)) purchases.set(purchase.id, purchase);
  const latestIds = new Set(purchases.keys());
  for (const state of ['waiting', 'granted'] as const)
    for (const purchase of await store.inState(tx, customerId, state)) purchases.set(purchase.id, purchase);
  const grants = new Map<string, QuotaGrant>();
  for (const serviceId of new Set([...purchases.values()].map((purchase) => purchase.serviceId)))
    for (const grant of await quotas.ofService(tx, serviceId)) grants.set(grant.id, grant);
  return [...purchases.values()]
    .map((purchase) => seenPurchase(purchase, grants.get(purchase.grantId ?? ''), nowMs))
    .filter((seen) => isRefundable(seen) || latestIds.has(seen.purchase.id))
    .sort((a, b) => b.purchase.orderedAtMs - a.purchase.orderedAtMs);
}

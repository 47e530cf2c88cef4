import type { QuotaGrant } from '@tapline/sdk';
import type { Purchase } from './purchase.js';
import { seenPurchase } from './seen-purchases.js';

/** A purchase as the API and the command line have it; octets as text, for they pass 2^53. */
export interface PurchaseAnswer {
  readonly id: string;
  readonly customerId: string;
  readonly serviceId: string;
  readonly title: string;
  readonly state: Purchase['state'];
  readonly octets: string;
  readonly usedOctets: string;
  readonly leftOctets: string;
  readonly priceMinor: number;
  readonly refundedMinor: number;
  /** Where the price of what was unused went: to the balance, or off the bill that was still to come; null while nothing was taken back. */
  readonly refundedTo: 'balance' | 'bill' | null;
  /** Taken back of what the line had bought by itself: it buys nothing more by itself until its period ends. */
  readonly stopsAutomatic: boolean;
  readonly charge: Purchase['charge'];
  readonly origin: Purchase['origin'];
  readonly by: string;
  readonly validity: string;
  readonly orderedAt: string;
  readonly grantedAt: string | null;
  readonly expiresAt: string | null;
  /** The invoice over it; its pro-forma while it waits to be paid. */
  readonly documentId: string | null;
}

/** `grant`: what the purchase has become; undefined while it waits. */
export function purchaseAnswer(purchase: Purchase, grant: QuotaGrant | undefined, nowMs: number): PurchaseAnswer {
  const { id, customerId, serviceId, title, state, octets, priceMinor, refundedMinor, charge, origin, by, validity } = purchase;
  const usedOctets = grant?.usedOctets ?? 0n;
  return {
    id,
    customerId,
    serviceId,
    title,
    state,
    octets: String(octets),
    usedOctets: String(usedOctets),
    leftOctets: String(seenPurchase(purchase, grant, nowMs).leftOctets),
    priceMinor,
    refundedMinor,
    refundedTo: refundedTo(purchase),
    stopsAutomatic: state === 'refunded' && origin === 'automatic',
    charge,
    origin,
    by,
    validity,
    documentId: purchase.documentId,
    orderedAt: instant(purchase.orderedAtMs),
    grantedAt: purchase.grantedAtMs === null ? null : instant(purchase.grantedAtMs),
    expiresAt: purchase.expiresAtMs === null ? null : instant(purchase.expiresAtMs),
  };
}

/** What is credited has a document. */
function refundedTo({ state, charge, documentId, refundedMinor }: Purchase): PurchaseAnswer['refundedTo'] {
  if (state === 'cancelled' && refundedMinor > 0) return 'balance';
  if (state !== 'refunded') return null;
  return charge === 'next-bill' && documentId === null ? 'bill' : 'balance';
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

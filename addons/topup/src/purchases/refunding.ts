import {
  type AmountMinor,
  type Clock,
  type CustomerDirectory,
  notFound,
  type Quotas,
  refused,
  type ServiceDirectory,
  type Transaction,
} from '@tapline/sdk';
import type { LaterInvoices } from './later-invoices.js';
import type { Purchase } from './purchase.js';
import type { PurchaseMoney } from './purchase-money.js';
import type { PurchaseStore } from './purchase-store.js';

export interface RefundingParts {
  readonly store: PurchaseStore;
  readonly money: PurchaseMoney;
  readonly later: LaterInvoices;
  readonly customers: CustomerDirectory;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly clock: Clock;
}

/** Takes purchases back: what waits is cancelled, what is unused is paid back. */
export class Refunding {
  constructor(private readonly parts: RefundingParts) {}

  /** Again, it returns the purchase as the first time has left it. Throws `TOPUP_UNKNOWN`, `TOPUP_EXPIRED`, `TOPUP_USED_UP`. */
  async refund(tx: Transaction, purchaseId: string): Promise<Purchase> {
    const { store, customers, later, clock } = this.parts;
    const found = await this.known(tx, purchaseId);
    await customers.lock(tx, found.customerId);
    await later.issue(tx, found.customerId);
    const purchase = await this.known(tx, purchaseId);
    if (purchase.state === 'refunded' || purchase.state === 'cancelled') return purchase;
    if (purchase.state === 'waiting') {
      const cancelled: Purchase = { ...purchase, state: 'cancelled' };
      await store.put(tx, cancelled);
      return cancelled;
    }
    if (purchase.expiresAtMs !== null && purchase.expiresAtMs <= clock.nowMs())
      throw refused('TOPUP_EXPIRED', `${purchase.title} is over: what is unused of it is lost`);
    return this.payBack(tx, purchase);
  }

  private async payBack(tx: Transaction, purchase: Purchase): Promise<Purchase> {
    const { store, money, services, quotas, clock } = this.parts;
    const { octets, usedOctets } = await quotas.withdraw(tx, purchase.grantId ?? '');
    const unused = octets - usedOctets;
    if (unused <= 0n) throw refused('TOPUP_USED_UP', `${purchase.title} is used up: nothing is left to give back`);
    const refundedMinor = shareOf(purchase.priceMinor, unused, purchase.octets);
    const service = await services.get(tx, purchase.serviceId);
    const refundedAtMs = clock.nowMs();
    const refunded = await money.giveBack(tx, { ...purchase, state: 'refunded', refundedMinor, refundedAtMs }, service);
    await store.put(tx, refunded);
    return refunded;
  }

  private async known(tx: Transaction, id: string): Promise<Purchase> {
    const purchase = await this.parts.store.find(tx, id);
    if (!purchase) throw notFound('TOPUP_UNKNOWN', `there is no purchase of data ${id}`);
    return purchase;
  }
}

/** What the unused of a purchase cost, rounded half-up; the rest is the price of what was used, so that both add up. */
export function shareOf(priceMinor: AmountMinor, unused: bigint, octets: bigint): AmountMinor {
  return Number((BigInt(priceMinor) * unused * 2n + octets) / (octets * 2n));
}

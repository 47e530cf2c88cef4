import { randomUUID } from 'node:crypto';
import {
  type AmountMinor,
  type Clock,
  type Company,
  type CustomerDirectory,
  conflict,
  invalid,
  type OneTimeItems,
  type QuotaNeed,
  type Quotas,
  refused,
  type ServiceDirectory,
  type ServiceWithPlan,
  type Transaction,
} from '@tapline/sdk';
import { expiryMs, parseValidity, type Validity, validityWords } from '../offers/validity.js';
import type { Charge, Origin, Purchase } from './purchase.js';
import type { PurchaseMoney } from './purchase-money.js';
import type { PurchaseStore } from './purchase-store.js';

export interface Order {
  readonly service: ServiceWithPlan;
  /** `5 GB`. */
  readonly amount: string;
  /** Of one. */
  readonly octets: bigint;
  /** Of one, tax included. */
  readonly priceMinor: AmountMinor;
  readonly validity: Validity;
  readonly count?: number;
  readonly charge: Charge;
  readonly origin: Origin;
  readonly by: string;
  readonly requestKey: string;
  /** Of an automatic one: it covers what was used over the limit. */
  readonly need?: QuotaNeed;
}

export interface PurchasingParts {
  readonly store: PurchaseStore;
  readonly money: PurchaseMoney;
  readonly items: OneTimeItems;
  readonly customers: CustomerDirectory;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly company: Company;
  readonly clock: Clock;
  readonly checksBalance: boolean;
  /** How what customers buy themselves is charged. */
  readonly customerCharge: Charge;
}

/** Sells data: the money moves and the data comes in one transaction, or neither. */
export class Purchasing {
  constructor(private readonly parts: PurchasingParts) {}

  /**
   * The same request key again buys nothing and returns the first purchase. Throws `TOPUP_KEY_REUSED`, `TOPUP_LINE_STOPPED`, `TOPUP_NOT_COVERED`,
   * `TOPUP_NO_BILLS`, `TOPUP_ENDED`.
   */
  async order(tx: Transaction, order: Order): Promise<Purchase> {
    const { store, customers, money, checksBalance } = this.parts;
    const { service } = order;
    const customer = await customers.lock(tx, service.customerId);
    const wanted = this.purchaseOf(order);
    const known = await store.findByRequest(tx, customer.id, order.requestKey);
    if (known) return requireSame(known, wanted);
    if (service.status === 'stopped') throw refused('TOPUP_LINE_STOPPED', `the line ${service.login} is stopped: it cannot use data`);
    this.expiryOf(order.validity, null);
    if (wanted.charge === 'next-bill' && !(await this.parts.items.isBilled(tx, customer.id))) {
      throw refused('TOPUP_NO_BILLS', `${customer.name} gets no bills; charge the balance`);
    }
    const isCovered = wanted.charge === 'next-bill' || (await money.isCovered(tx, customer.id, wanted.priceMinor));
    if (!isCovered && wanted.charge === 'pay-first') {
      await store.put(tx, wanted);
      return wanted;
    }
    if (!isCovered && checksBalance) throw this.notCovered(wanted);
    return this.give(tx, wanted, service, order.need);
  }

  /** How what a customer buys is charged: who gets no bills is charged at once. */
  async chargeOfCustomer(tx: Transaction, customerId: string): Promise<Charge> {
    const { customerCharge, items } = this.parts;
    return customerCharge === 'next-bill' && !(await items.isBilled(tx, customerId)) ? 'balance' : customerCharge;
  }

  /** Gives what waited to be paid, oldest first, as far as the balance pays for it. */
  async giveWhatIsPaid(tx: Transaction, customerId: string): Promise<void> {
    const { store, customers, services, money } = this.parts;
    if ((await store.waiting(tx, customerId)).length === 0) return;
    await customers.lock(tx, customerId);
    for (const purchase of await store.waiting(tx, customerId)) {
      const service = await services.get(tx, purchase.serviceId);
      if (service.status === 'stopped') continue;
      if (!(await money.isCovered(tx, customerId, purchase.priceMinor))) return;
      await this.give(tx, purchase, service);
    }
  }

  private async give(tx: Transaction, purchase: Purchase, service: ServiceWithPlan, need?: QuotaNeed): Promise<Purchase> {
    const { store, money, quotas, clock } = this.parts;
    const validity = parseValidity(purchase.validity) ?? { kind: 'unlimited' };
    const expiresAtMs = this.expiryOf(validity, await this.periodEnd(tx, service.id, validity, need));
    const { id: grantId } = await quotas.grant(
      tx,
      {
        serviceId: service.id,
        title: purchase.title,
        octets: purchase.octets,
        expiresAtMs,
        ...(need ? { validFromMs: need.exhaustedSinceMs } : {}),
      },
      { idempotencyKey: purchase.id },
    );
    const charged = await money.charge(tx, purchase, service);
    const given: Purchase = { ...charged, state: 'granted', grantId, expiresAtMs, grantedAtMs: clock.nowMs() };
    await store.put(tx, given);
    return given;
  }

  private async periodEnd(tx: Transaction, serviceId: string, { kind }: Validity, need?: QuotaNeed): Promise<number | null> {
    if (kind !== 'end-of-period') return null;
    return need?.period.untilMs ?? (await this.parts.quotas.state(tx, serviceId))?.period.untilMs ?? null;
  }

  private expiryOf(validity: Validity, periodUntilMs: number | null): number | null {
    const { company, clock } = this.parts;
    const expiresAtMs = expiryMs(validity, { today: company.today(), timeZone: company.timeZone, periodUntilMs });
    if (expiresAtMs === null || expiresAtMs > clock.nowMs()) return expiresAtMs;
    throw invalid('TOPUP_ENDED', `"${validityWords(validity)}" is over already; name a later day`, 'validity');
  }

  private purchaseOf(order: Order): Purchase {
    const { service, amount, count = 1, charge, origin, by, requestKey, need } = order;
    return {
      id: randomUUID(),
      serviceId: service.id,
      customerId: service.customerId,
      requestKey,
      title: `Top-up ${count === 1 ? '' : `${count} × `}${amount}`,
      count,
      octets: order.octets * BigInt(count),
      priceMinor: order.priceMinor * count,
      validity: validityWords(order.validity),
      charge,
      origin,
      by,
      state: 'waiting',
      periodFromMs: need?.period.fromMs ?? null,
      grantId: null,
      expiresAtMs: null,
      refundedMinor: 0,
      billItemId: null,
      documentId: null,
      orderedAtMs: this.parts.clock.nowMs(),
      grantedAtMs: null,
    };
  }

  private notCovered({ title, priceMinor }: Purchase): Error {
    const { company } = this.parts;
    return refused('TOPUP_NOT_COVERED', `the balance does not pay for ${title}: it costs ${company.format(priceMinor)}`);
  }
}

function requireSame(known: Purchase, wanted: Purchase): Purchase {
  const what = ({ serviceId, title, octets, priceMinor, validity }: Purchase): string =>
    [serviceId, title, octets, priceMinor, validity].join(' ');
  if (what(known) === what(wanted)) return known;
  throw conflict('TOPUP_KEY_REUSED', `this key already stands for another purchase: ${known.title}`);
}

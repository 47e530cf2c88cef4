import { randomUUID } from 'node:crypto';
import {
  type AmountMinor,
  type Clock,
  type Company,
  type CustomerDirectory,
  conflict,
  invalid,
  type Logger,
  type Notifications,
  type OneTimeItems,
  type QuotaNeed,
  type Quotas,
  refused,
  type ServiceDirectory,
  type ServiceWithPlan,
  type Transaction,
} from '@tapline/sdk';
import { expiryMs, parseValidity, type Validity, validityWords } from '../offers/validity.js';
import { isMetered, requireMetered } from './metered.js';
import { notGivenNotice } from './not-given-notice.js';
import { type Charge, isUnanswered, type Origin, type Purchase } from './purchase.js';
import type { OrderInvoice, PurchaseMoney } from './purchase-money.js';
import type { PurchaseStore } from './purchase-store.js';

const LAPSES_AFTER_MS = 30 * 86_400_000;

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
  readonly notifications: Notifications;
  readonly company: Company;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How what customers buy themselves is charged. */
  readonly customerCharge: Charge;
}

/** Sells data: the money moves and the data comes in one transaction, or neither. What a meter asks for is given in its transaction, and its invoice owed. */
export class Purchasing {
  constructor(private readonly parts: PurchasingParts) {}

  /**
   * The same request key again buys nothing and returns the first purchase. Throws `TOPUP_KEY_REUSED`, `TOPUP_LINE_STOPPED`, `TOPUP_NOT_METERED`,
   * `TOPUP_NOT_COVERED`, `TOPUP_NO_BILLS`, `TOPUP_ENDED`.
   */
  async order(tx: Transaction, order: Order): Promise<Purchase> {
    const { store, customers, money } = this.parts;
    const { service } = order;
    const customer = await customers.lock(tx, service.customerId);
    const wanted = this.purchaseOf(order);
    const known = await store.findByRequest(tx, customer.id, order.requestKey);
    if (known) return requireSame(known, wanted);
    if (service.status === 'stopped') throw refused('TOPUP_LINE_STOPPED', `the line ${service.login} is stopped: it cannot use data`);
    // Operators may give data ahead of what will count it.
    if (order.origin === 'customer') await requireMetered(tx, this.parts.quotas, service);
    this.expiryOf(order.validity, null);
    if (wanted.charge === 'next-bill' && !(await this.parts.items.isBilled(tx, customer.id))) {
      throw refused('TOPUP_NO_BILLS', `${customer.name} gets no bills; charge the balance`);
    }
    if (wanted.charge === 'pay-first' && !(await money.isCovered(tx, customer.id, wanted.priceMinor))) {
      const waiting = await money.askFor(tx, wanted, service);
      await store.put(tx, waiting);
      return waiting;
    }
    if (wanted.charge === 'balance' && !(await money.mayCharge(tx, customer.id, wanted.priceMinor))) throw this.notCovered(wanted);
    return this.give(tx, wanted, service, { need: order.need });
  }

  /** How what a customer buys is charged: who gets no bills is charged at once, and who is blocked for not paying, or not served yet, pays first. */
  async chargeOfCustomer(tx: Transaction, customerId: string): Promise<Charge> {
    const { customerCharge, items, customers } = this.parts;
    if ((await customers.get(tx, customerId)).status !== 'active') return 'pay-first';
    return customerCharge === 'next-bill' && !(await items.isBilled(tx, customerId)) ? 'balance' : customerCharge;
  }

  /**
   * Gives what waited to be paid: what its own pro-forma's payment has paid, and the others, oldest first, as far as the balance pays for them. What was
   * paid and cannot be given any more stays on the balance; so does what was paid of an invoice of which the rest was credited or written off.
   */
  async giveWhatIsPaid(tx: Transaction, customerId: string): Promise<void> {
    const { store, customers, services, money } = this.parts;
    const waits = async (): Promise<readonly Purchase[]> => store.inState(tx, customerId, 'waiting');
    const asked = (await store.inState(tx, customerId, 'cancelled')).filter(isUnanswered);
    if ((await waits()).length === 0 && asked.length === 0) return;
    await customers.lock(tx, customerId);
    let isBalanceLeft = true;
    for (const purchase of await waits()) {
      const service = await services.get(tx, purchase.serviceId);
      const invoice = await money.invoiceOf(tx, purchase);
      const isPaid = invoice !== undefined && invoice.paidMinor === invoice.totalMinor;
      if (invoice && invoice.openMinor + invoice.paidMinor < invoice.totalMinor) {
        await this.cancel(tx, purchase, invoice);
      } else if (!isPaid && this.isLapsed(purchase)) {
        if (purchase.documentId === null) await this.cancel(tx, purchase);
      } else if (this.isTimeOver(purchase)) {
        await this.cancel(tx, purchase, invoice);
      } else if (!(await this.canUse(tx, purchase, service))) {
        // The line may start again, or be metered again, before its order is paid.
        if (isPaid) await this.cancel(tx, purchase, invoice);
      } else if (isPaid) {
        await this.give(tx, { ...purchase, documentId: invoice.id }, service, { isPaid: true });
      } else if (isBalanceLeft && (await money.isCovered(tx, customerId, purchase.priceMinor))) {
        await this.give(tx, purchase, service);
      } else isBalanceLeft = false;
    }
    for (const purchase of asked) {
      const invoice = await money.invoiceOf(tx, purchase);
      if (invoice?.openMinor === 0) await this.cancel(tx, purchase, invoice);
    }
  }

  /** Nobody expects an order of long ago to be taken from what is on the balance now: only who pays its pro-forma still gets it. */
  private isLapsed({ orderedAtMs }: Purchase): boolean {
    return orderedAtMs < this.parts.clock.nowMs() - LAPSES_AFTER_MS;
  }

  /** Nothing is given. What was paid of its invoice stays on the balance as soon as nothing more of that is open, and the customer is told. */
  private async cancel(tx: Transaction, purchase: Purchase, invoice?: OrderInvoice): Promise<void> {
    const { store, money, notifications, clock, logger } = this.parts;
    const cancelled: Purchase = { ...purchase, state: 'cancelled' };
    if (invoice?.openMinor !== 0) return store.put(tx, cancelled);
    const { id: documentId, paidMinor } = invoice;
    await money.creditPaid(tx, purchase, invoice);
    await store.put(tx, { ...cancelled, documentId, refundedMinor: paidMinor, refundedAtMs: clock.nowMs() });
    if (paidMinor === 0) return;
    await notifications.want(tx, notGivenNotice(purchase, paidMinor));
    logger.info(
      { customer: purchase.customerId, purchase: purchase.id },
      'data was paid that can no longer be given: the money is on the balance',
    );
  }

  private async canUse(tx: Transaction, { origin }: Purchase, { id, status }: ServiceWithPlan): Promise<boolean> {
    return status !== 'stopped' && (origin !== 'customer' || isMetered(tx, this.parts.quotas, id));
  }

  private isTimeOver({ validity }: Purchase): boolean {
    const lasts = parseValidity(validity);
    return lasts !== undefined && this.isOver(lasts);
  }

  /** Whether what is bought with such a validity would pay for nothing. */
  isOver(validity: Validity): boolean {
    return this.isPast(this.endOf(validity, null));
  }

  private async give(
    tx: Transaction,
    purchase: Purchase,
    service: ServiceWithPlan,
    { need, isPaid = false }: { readonly need?: QuotaNeed | undefined; readonly isPaid?: boolean } = {},
  ): Promise<Purchase> {
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
    const charged = isPaid ? purchase : await money.charge(tx, purchase, service, { isInvoicedLater: need !== undefined });
    const given: Purchase = { ...charged, state: 'granted', grantId, expiresAtMs, grantedAtMs: clock.nowMs() };
    await store.put(tx, given);
    return given;
  }

  private async periodEnd(tx: Transaction, serviceId: string, { kind }: Validity, need?: QuotaNeed): Promise<number | null> {
    if (kind !== 'end-of-period') return null;
    return need?.period.untilMs ?? (await this.parts.quotas.state(tx, serviceId))?.period.untilMs ?? null;
  }

  private expiryOf(validity: Validity, periodUntilMs: number | null): number | null {
    const expiresAtMs = this.endOf(validity, periodUntilMs);
    if (!this.isPast(expiresAtMs)) return expiresAtMs;
    throw invalid('TOPUP_ENDED', `"${validityWords(validity)}" is over already; name a later day`, 'validity');
  }

  private endOf(validity: Validity, periodUntilMs: number | null): number | null {
    const { company } = this.parts;
    return expiryMs(validity, { today: company.today(), timeZone: company.timeZone, periodUntilMs });
  }

  private isPast(expiresAtMs: number | null): boolean {
    return expiresAtMs !== null && expiresAtMs <= this.parts.clock.nowMs();
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
      refundedAtMs: null,
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

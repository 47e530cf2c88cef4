import type { Company, CustomerDirectory, Notifications, QuotaGranted, QuotaNeed, ServiceDirectory, Transaction } from '@tapline/sdk';
import { offersOf } from '../offers/plan-settings.js';
import type { Charge } from '../purchases/purchase.js';
import type { PurchaseMoney } from '../purchases/purchase-money.js';
import type { PurchaseStore } from '../purchases/purchase-store.js';
import type { Purchasing } from '../purchases/purchasing.js';
import { countNeeded, ruleOf } from './automatic-rule.js';
import type { AutomaticStore } from './automatic-store.js';
import { boughtNotice } from './bought-notice.js';

export interface AutomaticParts {
  readonly choices: AutomaticStore;
  readonly store: PurchaseStore;
  readonly purchasing: Purchasing;
  readonly money: PurchaseMoney;
  readonly services: ServiceDirectory;
  readonly customers: CustomerDirectory;
  readonly notifications: Notifications;
  readonly company: Company;
}

/** Buys for lines that have used all they have, in the transaction of who meters them. */
export class AutomaticBuying {
  constructor(private readonly parts: AutomaticParts) {}

  async answer(tx: Transaction, need: QuotaNeed): Promise<QuotaGranted | undefined> {
    const { choices, store, purchasing, money, services, customers, notifications, company } = this.parts;
    const service = await services.get(tx, need.serviceId);
    const { isOn, offer, mostPerPeriod } = ruleOf(await choices.of(tx, service.id), offersOf(service.plan, company.currency));
    if (!isOn || !offer || purchasing.isOver(offer.validity) || service.status !== 'active') return undefined;
    // Who is blocked for not paying gets nothing to pay.
    if ((await customers.lock(tx, service.customerId)).status !== 'active') return undefined;
    // Who takes it back does not want it bought again at once.
    if (await store.isAutomaticRefundedSince(tx, service.id, need.period.fromMs)) return undefined;
    const before = await store.ofPeriod(tx, service.id, need.period.fromMs);
    const bought = before.reduce((sum, { count }) => sum + count, 0);
    const count = countNeeded(need.overusedOctets, offer.octets, mostPerPeriod - bought);
    if (count === 0) return undefined;
    if (!(await money.mayCharge(tx, service.customerId, offer.priceMinor * count))) return undefined;
    const charge: Charge = 'balance';
    const { amount, octets, priceMinor, validity } = offer;
    const requestKey = `automatic:${service.id}:${need.period.fromMs}:${bought}`;
    const who = { origin: 'automatic', by: service.login, requestKey } as const;
    const purchase = await purchasing.order(tx, { service, amount, octets, priceMinor, validity, count, charge, need, ...who });
    await notifications.want(tx, boughtNotice(purchase, service));
    return { isGranted: true };
  }
}

import {
  ACCESS_SERVICE,
  ADDON_HOST,
  aCustomer,
  aPlan,
  aService,
  LEDGER_SERVICE,
  OPERATION_SERVICE,
  OUTBOX,
  PAYMENT_SERVICE,
  QUOTA_SERVICE,
  type TestApplication,
} from '@tapline/core/testing';
import type { Actor, NewCustomer, QuotaGrant, Service } from '@tapline/sdk';
import { LineMeter } from './line-meter.js';

export const GB = 1_000_000_000n;
export const OFFERS = [
  '5 GB for 10.00, 30 days',
  '10 GB for 15.00, 2 months',
  '100 MB for 1.00, end of period',
  '1 GB for 0.00, unlimited',
];
const ADMIN: Actor = { kind: 'admin', id: 'ada', name: 'Ada' };

/** What the add-on answers of a purchase, as far as tests look at it. */
export interface Bought {
  readonly id: string;
  readonly customerId: string;
  readonly title: string;
  readonly state: string;
  readonly octets: string;
  readonly usedOctets: string;
  readonly leftOctets: string;
  readonly priceMinor: number;
  readonly refundedMinor: number;
  readonly origin: string;
  readonly by: string;
  readonly expiresAt: string | null;
  readonly documentId: string | null;
  readonly charge: string;
}

let asked = 0;

/** Lines that buy data, on the real application. What is done here is done when the method resolves, with all that follows from it. */
export class TopupStory {
  private readonly meters = new WeakMap<TestApplication, Promise<LineMeter>>();

  constructor(private readonly application: () => TestApplication) {}

  /** A metered line whose plan offers data. */
  async line(settings: object = {}, customer: Partial<NewCustomer> = {}): Promise<Service> {
    await this.meter();
    return this.lineWithoutMeter(settings, customer);
  }

  /** A line whose plan offers data; nothing meters it unless another line's meter does. */
  async lineWithoutMeter(settings: object = {}, customer: Partial<NewCustomer> = {}): Promise<Service> {
    const { id: planId } = await aPlan(this.application(), { addonSettings: { topup: { offers: OFFERS, ...settings } } });
    const { id: customerId } = await aCustomer(this.application(), customer);
    return aService(this.application(), { planId, customerId });
  }

  /** The one that meters all lines. */
  meter(): Promise<LineMeter> {
    const app = this.application();
    const meter = this.meters.get(app) ?? LineMeter.attachTo(app);
    this.meters.set(app, meter);
    return meter;
  }

  /** Asks the add-on, as an admin unless told as whom. */
  async ask<T = Bought>(operationId: string, input: object, { actor = ADMIN, key = `asked-${++asked}` } = {}): Promise<T> {
    const principal = { actor, permissions: actor.kind === 'customer' ? [] : ['*'], mustChangePassword: false };
    const operations = this.application().container.resolve(OPERATION_SERVICE);
    const answer = await operations.run(principal, { addonId: 'topup', operationId, input, idempotencyKey: key });
    await this.settle();
    return answer as T;
  }

  async pay(customerId: string, amountMinor: number, documentIds: readonly string[] = []): Promise<void> {
    const { container } = this.application();
    const draft = { customerId, amountMinor, method: 'cash', documentIds };
    await this.application().write((tx) => container.resolve(PAYMENT_SERVICE).record(tx, draft, { idempotencyKey: `paid-${++asked}` }));
    await this.settle();
  }

  configure(config: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.application().container.resolve(ADDON_HOST).configure('topup', config);
  }

  async setAddon(wanted: 'enabled' | 'disabled'): Promise<void> {
    const host = this.application().container.resolve(ADDON_HOST);
    await (wanted === 'enabled' ? host.enable('topup') : host.disable('topup'));
    await this.settle();
  }

  balance(customerId: string): Promise<number> {
    return this.application().view((tx) => this.application().container.resolve(LEDGER_SERVICE).balance(tx, customerId));
  }

  grants(serviceId: string): Promise<readonly QuotaGrant[]> {
    const quotas = this.application().container.resolve(QUOTA_SERVICE).quotasOf('test');
    return this.application().view((tx) => quotas.ofService(tx, serviceId));
  }

  async isOpen(serviceId: string): Promise<boolean> {
    const access = this.application().container.resolve(ACCESS_SERVICE);
    return (await this.application().view((tx) => access.access(tx, serviceId))).isAllowed;
  }

  private async settle(): Promise<void> {
    await this.application().settle();
    const failed = await this.application().container.resolve(OUTBOX).failures();
    if (failed.length > 0) throw new Error(`failed: ${failed.map(({ eventName, error }) => `${eventName}: ${error}`).join('; ')}`);
  }
}

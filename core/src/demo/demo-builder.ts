import { randomBytes } from 'node:crypto';
import {
  type Actor,
  addDays,
  COMPANY,
  type Company,
  type Customer,
  conflict,
  type LocalDate,
  type Plan,
  type Service,
  startOfDayMs,
} from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { DATABASE, type Database } from '../kernel/database/database.js';
import type { DatabaseTransaction } from '../kernel/database/database-transaction.js';
import { JOBS } from '../kernel/jobs/job-scheduler.js';
import { LEASES } from '../kernel/leases/lease-store.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { NETWORK_SERVICE } from '../network/network-service.js';
import { ROUTER_SERVICE } from '../network/router-service.js';
import { PAYMENT_SERVICE } from '../payments/payment-service.js';
import { PLAN_SERVICE } from '../plans/plan-service.js';
import { SERVICE_SERVICE } from '../services/service-service.js';
import { USAGE_FEED } from '../usage/feed/usage-feed.js';
import { BILLING_JOBS, type BillingDay, DemoBilling } from './demo-billing.js';
import { type DemoContent, readDemoContent } from './demo-content.js';
import { inventCustomer } from './demo-people.js';
import { type DemoPortalLogin, letOneIn } from './demo-portal-login.js';
import { type DemoLine, DemoTrafficStore } from './demo-traffic-store.js';
import type { MovableClock } from './movable-clock.js';
import { Random } from './random.js';
import { withoutJobs } from './without-jobs.js';

const ACTOR: Actor = { kind: 'system', id: 'demo', name: 'Demo' };
const CUSTOMERS = 500;
const CUSTOMERS_PER_TRANSACTION = 25;
const DAYS_OF_HISTORY = 92;
const PREPAID_DAYS = 26;
const PREPAID_SHARE = 0.22;
const DAY_MS = 86_400_000;
const EVENING_MS = 21 * 3_600_000;
const SEED = 20_261_122;

export type DemoProgress = (step: string, done: number, total: number) => void;

export interface DemoOptions {
  /** The instant at which its history ends. */
  readonly nowMs: number;
  readonly progress: DemoProgress;
}

interface Subscriber {
  readonly customer: Customer;
  readonly service: Service;
  readonly plan: Plan;
  readonly createdOn: LocalDate;
  readonly isPrepaid: boolean;
  readonly anchorDay: BillingDay;
  readonly payingDay: number;
  readonly isReliable: boolean;
}

/** Fills an empty installation with a believable provider, through the same services that people use. */
export class DemoBuilder {
  readonly #random = new Random(SEED);
  readonly #content: DemoContent = readDemoContent();
  readonly #billing: DemoBilling;
  readonly #database: Database;
  readonly #company: Company;
  readonly #nowMs: number;
  readonly #progress: DemoProgress;

  constructor(
    private readonly container: DependencyContainer,
    private readonly clock: MovableClock,
    { nowMs, progress }: DemoOptions,
  ) {
    this.#nowMs = nowMs;
    this.#progress = progress;
    this.#database = container.resolve(DATABASE);
    this.#company = container.resolve(COMPANY);
    this.#billing = new DemoBilling(container, clock, this.#company.timeZone, ACTOR);
  }

  /** Throws `DEMO_NOT_EMPTY` when there are customers already. */
  async build(): Promise<DemoPortalLogin> {
    this.clock.set(this.#nowMs);
    const { total } = await this.#database.view(ACTOR, (tx) =>
      this.container.resolve(CUSTOMER_SERVICE).search(tx, { page: 1, pageSize: 1 }),
    );
    if (total > 0) throw conflict('DEMO_NOT_EMPTY', `this installation has ${total} customers already; the demo only fills an empty one`);
    const today = this.#company.today();
    const subscribers = await this.createSubscribers(today);
    await withoutJobs(this.container.resolve(LEASES), BILLING_JOBS, () => this.playHistory(today, subscribers));
    await this.loseSome(subscribers);
    await this.createTraffic(today, subscribers);
    const active = subscribers.filter(({ service }) => service.status === 'active');
    // Who has a capped line can try more of the portal.
    const capped = active.filter(({ plan }) => isCapped(plan));
    const customers = (capped.length > 0 ? capped : active).map(({ customer }) => customer);
    return this.write((tx) => letOneIn(this.container, tx, customers));
  }

  private async createSubscribers(today: LocalDate): Promise<readonly Subscriber[]> {
    this.clock.set(this.#nowMs - 800 * DAY_MS);
    const { plans, networkIds } = await this.write((tx) => this.createInfrastructure(tx));
    const hasPrepaid = this.container.resolve(CONTRIBUTIONS).billingType('prepaid') !== undefined;
    const starts = Array.from({ length: CUSTOMERS }, () => {
      const isPrepaid = hasPrepaid && this.#random.chance(PREPAID_SHARE);
      return { isPrepaid, daysAgo: isPrepaid ? this.#random.integer(1, PREPAID_DAYS) : Math.floor(800 * this.#random.next() ** 1.6) + 1 };
    }).sort((a, b) => b.daysAgo - a.daysAgo);
    const subscribers: Subscriber[] = [];
    for (let at = 0; at < starts.length; at += CUSTOMERS_PER_TRANSACTION) {
      this.#progress('customers', at, starts.length);
      await this.write(async (tx) => {
        for (const [index, start] of starts.slice(at, at + CUSTOMERS_PER_TRANSACTION).entries()) {
          this.clock.set(this.#nowMs - start.daysAgo * DAY_MS);
          subscribers.push(
            await this.createSubscriber(tx, {
              ...start,
              isInHistory: start.daysAgo < DAYS_OF_HISTORY,
              number: at + index + 1,
              createdOn: addDays(today, -start.daysAgo),
              plans,
              networkIds,
            }),
          );
        }
      });
    }
    return subscribers;
  }

  private async createInfrastructure(
    tx: DatabaseTransaction,
  ): Promise<{ plans: readonly (Plan & { share: number })[]; networkIds: readonly string[] }> {
    const plans: (Plan & { share: number })[] = [];
    const sections = new Set(
      this.container
        .resolve(CONTRIBUTIONS)
        .planSections()
        .map(({ addonId }) => addonId),
    );
    for (const { share, addonSettings = {}, ...plan } of this.#content.plans) {
      // Of add-ons that are not there nothing is set.
      const settings = Object.fromEntries(Object.entries(addonSettings).filter(([addonId]) => sections.has(addonId)));
      plans.push({ ...(await this.container.resolve(PLAN_SERVICE).create(tx, { ...plan, addonSettings: settings })), share });
    }
    for (const router of this.#content.routers) {
      await this.container.resolve(ROUTER_SERVICE).create(tx, { ...router, secret: randomBytes(12).toString('hex') });
    }
    const networkIds: string[] = [];
    for (const network of this.#content.networks) {
      const { id, purpose } = await this.container.resolve(NETWORK_SERVICE).create(tx, network);
      if (purpose === 'pool') networkIds.push(id);
    }
    return { plans, networkIds };
  }

  private async createSubscriber(
    tx: DatabaseTransaction,
    start: {
      readonly number: number;
      readonly isPrepaid: boolean;
      /** Whether the played months begin before it. */
      readonly isInHistory: boolean;
      readonly createdOn: LocalDate;
      readonly plans: readonly (Plan & { share: number })[];
      readonly networkIds: readonly string[];
    },
  ): Promise<Subscriber> {
    const random = this.#random;
    const { customer: draft, login } = inventCustomer(random, this.#content, start.number);
    const anchorDay = this.#billing.inventDay(random);
    const billing = start.isPrepaid
      ? { billingType: 'prepaid', billingSettings: { basis: random.chance(0.5) ? 'fixed-30' : 'calendar' } }
      : start.isInHistory
        ? this.#billing.termsOf(anchorDay)
        : {};
    const customer = await this.container.resolve(CUSTOMER_SERVICE).create(tx, { ...draft, ...billing });
    const plan = random.pickByShare(start.plans);
    const service = await this.container.resolve(SERVICE_SERVICE).create(tx, {
      customerId: customer.id,
      planId: plan.id,
      login,
      password: randomBytes(6).toString('hex'),
      macAddresses: random.chance(0.3) ? [inventMac(random)] : [],
      // A /24 is soon full; a third goes to each network, and the large one takes what is left.
      ipv4: {
        mode: 'pool',
        networkId: start.networkIds[start.number % 2 === 0 && start.number < 440 ? (start.number / 2) % 2 : 2] as string,
      },
    });
    if (!start.isPrepaid && start.isInHistory && random.chance(0.6)) await this.#billing.sellInstallation(tx, customer.id);
    return {
      customer,
      service,
      plan,
      createdOn: start.createdOn,
      isPrepaid: start.isPrepaid,
      anchorDay,
      payingDay: anchorDay + random.integer(2, 13),
      isReliable: random.chance(0.93),
    };
  }

  /** Bills and payments of the last months, day by day; add-ons charge by their own jobs. Who was there before is billed from their first day on. */
  private async playHistory(today: LocalDate, subscribers: readonly Subscriber[]): Promise<void> {
    for (let daysAgo = DAYS_OF_HISTORY; daysAgo >= 0; daysAgo--) {
      this.#progress('payments and charges', DAYS_OF_HISTORY - daysAgo, DAYS_OF_HISTORY);
      const day = addDays(today, -daysAgo);
      const startMs = startOfDayMs(day, this.#company.timeZone);
      const served = subscribers.filter(({ createdOn }) => createdOn <= day);
      if (daysAgo === DAYS_OF_HISTORY) await this.beginBilling(startMs, served);
      await this.#billing.play(day, today);
      if (daysAgo <= PREPAID_DAYS) await this.runAddonJobs(startMs, startMs);
      await this.takePayments(startMs, day, served);
      // Who has paid for the first time is charged from then on, as it is in life.
      if (served.some(({ isPrepaid, createdOn }) => isPrepaid && createdOn === day)) await this.runAddonJobs(startMs, startMs + EVENING_MS);
    }
    this.clock.set(this.#nowMs);
  }

  private async beginBilling(startMs: number, served: readonly Subscriber[]): Promise<void> {
    this.clock.set(startMs);
    const billed = served.filter(({ isPrepaid }) => !isPrepaid);
    await this.write((tx) =>
      this.#billing.begin(
        tx,
        billed.map(({ customer: { id }, anchorDay }) => ({ id, anchorDay })),
      ),
    );
  }

  private async takePayments(startMs: number, day: LocalDate, served: readonly Subscriber[]): Promise<void> {
    const dayOfMonth = Number(day.slice(8));
    const paying = served.filter(({ isPrepaid, createdOn, payingDay, isReliable }) =>
      isPrepaid ? createdOn === day : payingDay === dayOfMonth && (isReliable || this.#random.chance(0.4)),
    );
    if (paying.length === 0) return;
    await this.write(async (tx) => {
      for (const { customer, plan, isPrepaid } of paying) {
        this.clock.set(Math.min(startMs + this.#random.integer(8, 20) * 3_600_000, this.#nowMs));
        const amountMinor = isPrepaid
          ? Math.max(500, Math.round((plan.priceMinor * this.#random.integer(3, 12)) / 1000) * 100)
          : -(await this.container.resolve(LEDGER_SERVICE).balance(tx, customer.id));
        if (amountMinor <= 0) continue;
        const method = this.#random.pick(['bank', 'bank', 'bank', 'card', 'cash']);
        await this.container
          .resolve(PAYMENT_SERVICE)
          .record(tx, { customerId: customer.id, amountMinor, method }, { idempotencyKey: `demo:${customer.id}:${day}` });
      }
    });
  }

  private async runAddonJobs(dueAtMs: number, atMs: number): Promise<void> {
    this.clock.set(Math.min(atMs, this.#nowMs));
    const jobs = this.container.resolve(JOBS);
    for (const { id, ownerId } of await jobs.list()) if (ownerId !== 'core') await jobs.runFor(id, dueAtMs);
  }

  /** Some of those who do not pay have gone. */
  private async loseSome(subscribers: readonly Subscriber[]): Promise<void> {
    const chosen = subscribers.filter(({ isPrepaid, isReliable }) => !isPrepaid && !isReliable);
    await this.write(async (tx) => {
      for (const { customer } of chosen)
        if (this.#random.chance(0.2)) await this.container.resolve(CUSTOMER_SERVICE).change(tx, customer.id, { status: 'inactive' });
    });
  }

  private async createTraffic(today: LocalDate, subscribers: readonly Subscriber[]): Promise<void> {
    const store = new DemoTrafficStore();
    const lines: DemoLine[] = subscribers.map(({ service, plan, createdOn }) => ({
      service,
      isMetered: isCapped(plan),
      createdOn,
      megabytesADay: (plan.downloadBitsPerSecond / 1e6) ** 0.6 * (0.4 + 2.2 * this.#random.next() ** 2) * 180,
    }));
    await this.beginMetering(store, lines);
    for (let at = 0; at < lines.length; at += CUSTOMERS_PER_TRANSACTION) {
      this.#progress('usage', at, lines.length);
      await this.write((tx) =>
        store.writeUsage(tx, {
          lines: lines.slice(at, at + CUSTOMERS_PER_TRANSACTION),
          today,
          days: DAYS_OF_HISTORY,
          nowMs: this.#nowMs,
          timeZone: this.#company.timeZone,
          random: this.#random,
        }),
      );
    }
    await this.write((tx) => store.writeSessions(tx, { lines, nowMs: this.#nowMs, random: this.#random }));
    this.#progress('usage', lines.length, lines.length);
  }

  /** What a line has carried before an add-on first looks at it does not count there. */
  private async beginMetering(store: DemoTrafficStore, lines: readonly DemoLine[]): Promise<void> {
    const feed = this.container.resolve(USAGE_FEED);
    // Readers are known from their first turn on, and look at no more than some lines in each.
    await feed.drain();
    for (let at = 0; at < lines.length; at += CUSTOMERS_PER_TRANSACTION) {
      await this.write((tx) => store.beginUsage(tx, lines.slice(at, at + CUSTOMERS_PER_TRANSACTION), this.#nowMs));
      await feed.drain();
    }
  }

  private write<T>(work: (tx: DatabaseTransaction) => Promise<T>): Promise<T> {
    return this.#database.transaction(ACTOR, work);
  }
}

function inventMac(random: Random): string {
  return ['02', ...Array.from({ length: 5 }, () => random.integer(0, 255).toString(16).padStart(2, '0').toUpperCase())].join(':');
}

/** In the demo, plans have settings of add-ons only where their data is capped. */
function isCapped({ addonSettings }: Plan): boolean {
  return Object.keys(addonSettings).length > 0;
}

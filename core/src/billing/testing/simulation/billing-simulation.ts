import { strict as assert } from 'node:assert';
import type { Customer, Plan, Service } from '@tapline/sdk';
import { Random } from '../../../demo/random.js';
import type { Configuration } from '../../../kernel/config/configuration.js';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { LEDGER_SERVICE } from '../../../ledger/ledger-service.js';
import { PAYMENT_SERVICE } from '../../../payments/payment-service.js';
import { SCHEDULED_CHANGES } from '../../../services/scheduled-change-service.js';
import { SERVICE_SERVICE } from '../../../services/service-service.js';
import { aCustomer, aPlan, aService } from '../../../testing/builders.js';
import { TestApplication } from '../../../testing/test-application.js';
import { BOOKS_VERIFIER } from '../../../verification/books-verifier.js';
import { BILL_SERVICE } from '../../bills/bill-service.js';
import { ONE_TIME_ITEMS } from '../../bills/one-time-item-service.js';
import { BILLING_RUNS } from '../../run/billing-run-service.js';
import { isPeriodStart, type NaiveCustomer, type NaiveTerms, naiveCharges, nextDay } from './naive-model.js';

export interface SimulationOptions {
  readonly seed: number;
  readonly customers: number;
  readonly days: number;
  readonly onDay?: (date: string) => void;
}

interface Player {
  readonly customer: Customer;
  readonly naive: NaiveCustomer;
  readonly lines: Service[];
  lastBilled: string | null;
  /** What should stand after the last bill. */
  expected: ReadonlyMap<string, number>;
  itemsMinor: number;
  waitingItems: { readonly date: string; readonly amountMinor: number }[];
  paidMinor: number;
}

const FIRST_DAY = '2027-01-05';

/**
 * Customers who start, change, pause, pay and ask twice, on the real application with a clock that is moved, beside a naive model of the rules. What
 * differs is an error that names the seed and the day.
 */
export class BillingSimulation {
  readonly #random: Random;
  readonly #players: Player[] = [];
  readonly #plans: Plan[] = [];
  #date = FIRST_DAY;
  #count = 0;
  #app!: TestApplication;

  constructor(
    private readonly configuration: Configuration,
    private readonly options: SimulationOptions,
  ) {
    this.#random = new Random(options.seed);
  }

  async play(): Promise<{ readonly bills: number; readonly entries: number }> {
    this.#app = await TestApplication.start(this.configuration, `${FIRST_DAY}T08:00:00Z`);
    try {
      for (const priceMinor of [1999, 4000, 7001]) this.#plans.push(await aPlan(this.#app, { priceMinor }));
      for (let day = 0; day < this.options.days; day++) await this.playDay(day);
      const [charges] = (await this.#app.view((tx) => sqlOf(tx)('billing_charge').count({ total: '*' }))) as { total: number }[];
      const [entries] = (await this.#app.view((tx) => sqlOf(tx)('journal_entry').count({ total: '*' }))) as { total: number }[];
      return { bills: Number(charges?.total), entries: Number(entries?.total) };
    } catch (error) {
      throw new Error(`seed ${this.options.seed} on ${this.#date}: ${(error as Error).message}`, { cause: error });
    } finally {
      await this.#app.stop();
    }
  }

  private async playDay(day: number): Promise<void> {
    const isAway = day > 0 && this.#random.chance(0.1);
    this.#date = nextDay(this.#date);
    await this.#app.moveTo(`${this.#date}T08:00:00Z`);
    if (this.#random.chance(0.02)) await this.restart();
    if (this.#players.length < this.options.customers) await this.welcome(Math.ceil(this.options.customers / 20));
    if (!isAway) await this.bill();
    const acts = Math.max(1, Math.round(this.#players.length / 20));
    for (let act = 0; act < acts; act++) await this.act(this.#random.pick(this.#players));
    await this.check();
    this.options.onDay?.(this.#date);
  }

  private async restart(): Promise<void> {
    await this.#app.stop();
    this.#app = await TestApplication.start(this.configuration, `${this.#date}T08:00:00Z`);
  }

  private async welcome(count: number): Promise<void> {
    for (let made = 0; made < count && this.#players.length < this.options.customers; made++) {
      const anchorDay = this.#random.integer(1, 31);
      const periodMonths = this.#random.pick([1, 1, 1, 3, 6, 12]);
      const timing = this.#random.pick(['advance', 'advance', 'arrears'] as const);
      const isBlockedWhenOverdue = this.#random.chance(0.3);
      const customer = await aCustomer(this.#app, {
        billingType: 'recurring',
        billingSettings: { anchorDay, periodMonths, timing, isBlockedWhenOverdue },
      });
      const naive = { startedOn: this.#date, anchorDay, periodMonths, timing, services: new Map() };
      const player: Player = {
        customer,
        naive,
        lines: [],
        lastBilled: null,
        expected: new Map(),
        itemsMinor: 0,
        waitingItems: [],
        paidMinor: 0,
      };
      this.#players.push(player);
      for (let line = this.#random.integer(1, 3); line > 0; line--) await this.addLine(player);
    }
    await this.#app.settle();
  }

  private async addLine(player: Player): Promise<void> {
    const plan = this.#random.pick(this.#plans);
    const service = await aService(this.#app, { customerId: player.customer.id, planId: plan.id, login: `sim-${++this.#count}` });
    player.lines.push(service);
    player.naive.services.set(service.id, [this.naiveChange({ price: plan.priceMinor })]);
  }

  private naiveChange(terms: Partial<NaiveTerms>, effectiveOn = this.#date) {
    return { effectiveOn, recordedOn: this.#date, terms };
  }

  /** A run for today, now and then begun, confirmed and worked on several times at once. */
  private async bill(): Promise<void> {
    const runs = this.#app.container.resolve(BILLING_RUNS);
    const times = this.#random.chance(0.2) ? 3 : 1;
    const work = () => Promise.all(Array.from({ length: times }, () => runs.work()));
    for (let time = 0; time < times; time++) {
      const { id } = await this.#app.write((tx) => runs.start(tx));
      await work();
      await this.#app.write((tx) => runs.confirm(tx, id, { force: true }));
      await work();
      const { run, totals } = await this.#app.view((tx) => runs.summary(tx, id));
      assert.equal(run.state, 'issued');
      assert.equal(totals.parked, 0, 'nobody is parked');
    }
    for (const player of this.#players) this.noteBills(player);
  }

  private noteBills(player: Player): void {
    const { naive } = player;
    let date = player.lastBilled === null ? naive.startedOn : nextDay(player.lastBilled);
    for (; date <= this.#date; date = nextDay(date)) if (isPeriodStart(naive, date)) this.noteBill(player, date);
  }

  private noteBill(player: Player, date: string): void {
    player.lastBilled = date;
    player.expected = naiveCharges(player.naive, date);
    for (const item of player.waitingItems) if (item.date <= date) player.itemsMinor += item.amountMinor;
    player.waitingItems = player.waitingItems.filter((item) => item.date > date);
  }

  private async act(player: Player): Promise<void> {
    const line = this.#random.pick(player.lines);
    const changes = player.naive.services.get(line.id) as ReturnType<BillingSimulation['naiveChange']>[];
    const services = this.#app.container.resolve(SERVICE_SERVICE);
    const change = async (terms: Partial<NaiveTerms>, real: Parameters<typeof services.change>[2]): Promise<void> => {
      await this.#app.write((tx) => services.change(tx, line.id, real));
      changes.push(this.naiveChange(terms));
    };
    switch (this.#random.integer(0, 9)) {
      case 0: {
        const plan = this.#random.pick(this.#plans);
        return change({ price: plan.priceMinor }, { planId: plan.id, unitPriceMinor: null });
      }
      case 1: {
        const quantity = this.#random.integer(1, 4);
        return change({ quantity }, { quantity });
      }
      case 2:
        return change({ isActive: false }, { status: this.#random.pick(['paused', 'stopped'] as const) });
      case 3:
        return change({ isActive: true }, { status: 'active' });
      case 4: {
        const from = this.#date;
        const until = this.#random.chance(0.5) ? null : nextDay(from, this.#random.integer(0, 60));
        const hundredthsOfPercent = this.#random.integer(1, 10_000);
        const discounts = [{ from, until, hundredthsOfPercent }];
        return change({ discounts }, { discounts: [{ kind: 'percent', title: 'Offer', ...(discounts[0] as (typeof discounts)[0]) }] });
      }
      case 5: {
        const date = nextDay(this.#date, this.#random.integer(1, 40));
        const quantity = this.#random.integer(1, 4);
        await this.#app.write((tx) => this.#app.container.resolve(SCHEDULED_CHANGES).schedule(tx, line.id, date, { quantity }));
        changes.push(this.naiveChange({ quantity }, date));
        return;
      }
      case 6:
        return this.addItem(player);
      case 7: {
        this.noteBills(player);
        await this.#app.write((tx) => this.#app.container.resolve(BILL_SERVICE).billNow(tx, player.customer.id));
        this.noteBill(player, this.#date);
        return;
      }
      default:
        return this.pay(player);
    }
  }

  /** Twice with one key. */
  private async addItem(player: Player): Promise<void> {
    const unitPriceMinor = this.#random.integer(100, 5000);
    const items = this.#app.container.resolve(ONE_TIME_ITEMS);
    const draft = { customerId: player.customer.id, description: 'Item', unitPriceMinor };
    const idempotencyKey = `sim-item-${++this.#count}`;
    for (let time = 0; time < 2; time++) await this.#app.write((tx) => items.add(tx, draft, { idempotencyKey }));
    player.waitingItems.push({ date: this.#date, amountMinor: unitPriceMinor });
  }

  /** Twice at once with one key. */
  private async pay(player: Player): Promise<void> {
    const amountMinor = this.#random.integer(1, 9000);
    const payments = this.#app.container.resolve(PAYMENT_SERVICE);
    const idempotencyKey = `sim-payment-${++this.#count}`;
    const draft = { customerId: player.customer.id, amountMinor, method: 'bank' };
    await Promise.all([0, 1].map(() => this.#app.write((tx) => payments.record(tx, draft, { idempotencyKey }))));
    player.paidMinor += amountMinor;
    await this.#app.settle();
  }

  private async check(): Promise<void> {
    const { rows, balances, report } = await this.#app.view(async (tx) => {
      const ledger = this.#app.container.resolve(LEDGER_SERVICE);
      return {
        rows: (await sqlOf(tx)('billing_charge').select(
          'customer_id',
          'service_id',
          'period_start',
          'from_date',
          'to_date',
          'is_credit',
          'amount_minor',
        )) as Row[],
        balances: await ledger.balances(
          tx,
          this.#players.map(({ customer }) => customer.id),
        ),
        report: await this.#app.container.resolve(BOOKS_VERIFIER).verify(tx),
      };
    });
    assert.deepEqual(report.findings, [], 'the books are sound');
    const standing = new Map<string, number>();
    const sums = new Map<string, number>();
    const covered = new Map<string, number>();
    for (const row of rows) {
      const amountMinor = Number(row.amount_minor);
      const key = `${row.service_id} ${row.period_start}`;
      standing.set(key, (standing.get(key) ?? 0) + amountMinor);
      sums.set(row.customer_id, (sums.get(row.customer_id) ?? 0) + amountMinor);
      for (let date = row.from_date; date < row.to_date; date = nextDay(date)) {
        const day = `${row.service_id} ${date}`;
        covered.set(day, (covered.get(day) ?? 0) + (Number(row.is_credit) === 1 ? -1 : 1));
      }
    }
    for (const [day, times] of covered) assert.ok(times === 0 || times === 1, `${day} is charged ${times} times`);
    for (const player of this.#players) this.checkPlayer(player, standing, sums, balances);
  }

  private checkPlayer(
    { customer, naive, expected, itemsMinor, paidMinor }: Player,
    standing: ReadonlyMap<string, number>,
    sums: ReadonlyMap<string, number>,
    balances: ReadonlyMap<string, number>,
  ): void {
    const actual = [...standing].filter(([key, amountMinor]) => amountMinor !== 0 && naive.services.has(key.split(' ')[0] ?? ''));
    assert.deepEqual(Object.fromEntries(actual), Object.fromEntries(expected), `customer ${customer.number}: charges`);
    const owedMinor = (sums.get(customer.id) ?? 0) + itemsMinor;
    assert.equal(balances.get(customer.id), paidMinor - owedMinor, `customer ${customer.number}: balance`);
  }
}

interface Row {
  readonly customer_id: string;
  readonly service_id: string;
  readonly period_start: string;
  readonly from_date: string;
  readonly to_date: string;
  readonly is_credit: number;
  readonly amount_minor: number | string;
}

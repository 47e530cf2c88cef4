import { strict as assert } from 'node:assert';
import type { Plan } from '@tapline/sdk';
import { Random } from '../../../demo/random.js';
import { DOCUMENT_SETTINGS_SERVICE } from '../../../documents/document-settings-service.js';
import type { Configuration } from '../../../kernel/config/configuration.js';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { LEDGER_SERVICE } from '../../../ledger/ledger-service.js';
import { aCustomer, aPlan, aService } from '../../../testing/builders.js';
import { aTax } from '../../../testing/money.js';
import { TestApplication } from '../../../testing/test-application.js';
import { BILLING_RUNS } from '../../run/billing-run-service.js';
import { BooksCheck } from './books-check.js';
import { checkCharges } from './charges-check.js';
import { act } from './customer-acts.js';
import { nextDay } from './naive-calendar.js';
import { SimulatedCustomer } from './simulated-customer.js';

export interface SimulationOptions {
  readonly seed: number;
  readonly customers: number;
  readonly days: number;
  readonly onDay?: (date: string) => void;
}

export interface SimulationFigures {
  readonly charges: number;
  readonly entries: number;
  readonly documents: number;
  readonly acts: number;
}

const FIRST_DAY = '2027-01-05';
/** Of 2, 0 and 3 decimals: the seed says which. */
const CURRENCIES = ['EUR', 'JPY', 'KWD'] as const;

/**
 * Customers who start, change, pause, leave, come back in another rhythm or billing type, pay, get money back and ask twice, on the real application with a clock that is moved, beside a naive model of the
 * rules. After every step the customer that it was about is compared, after every day all customers and the whole books. What differs is an error that
 * names the seed and the day; the same seed plays the same again.
 */
export class BillingSimulation {
  readonly #configuration: Configuration;
  readonly #random: Random;
  readonly #players: SimulatedCustomer[] = [];
  readonly #plans: Plan[] = [];
  readonly #books = new BooksCheck();
  #date = FIRST_DAY;
  #keys = 0;
  #acts = 0;
  #app!: TestApplication;

  constructor(
    configuration: Configuration,
    private readonly options: SimulationOptions,
  ) {
    const currency = CURRENCIES[options.seed % CURRENCIES.length] as string;
    // Customers who do what they like are asked for anything.
    const billing = { ...configuration.billing, largestBillFactor: 0 };
    this.#configuration = { ...configuration, billing, company: { ...configuration.company, currency } };
    this.#random = new Random(options.seed);
  }

  async play(): Promise<SimulationFigures> {
    await this.begin(FIRST_DAY);
    try {
      await aTax(this.#app);
      await this.changeTax();
      for (const priceMinor of [1999, 4000, 7001]) this.#plans.push(await aPlan(this.#app, { priceMinor }));
      for (let day = 0; day < this.options.days; day++) await this.playDay(day);
      return await this.figures();
    } catch (error) {
      throw new Error(`seed ${this.options.seed} on ${this.#date}: ${(error as Error).message}`, { cause: error });
    } finally {
      await this.#app.stop();
    }
  }

  private async begin(date: string): Promise<void> {
    this.#app = await TestApplication.start(this.#configuration, `${date}T08:00:00Z`);
  }

  /** Prices hold their tax, so that what customers owe is the same by any. */
  private async changeTax(): Promise<void> {
    const defaultTaxCode = this.#random.pick(['standard', 'standard', null]);
    await this.#app.write((tx) => this.#app.container.resolve(DOCUMENT_SETTINGS_SERVICE).write(tx, { defaultTaxCode }));
  }

  private async playDay(day: number): Promise<void> {
    const isAway = day > 0 && this.#random.chance(0.1);
    this.#date = nextDay(this.#date);
    await this.#app.moveTo(`${this.#date}T08:00:00Z`);
    if (this.#random.chance(0.02)) await this.restart();
    if (this.#random.chance(0.05)) await this.changeTax();
    if (this.#players.length < this.options.customers) await this.welcome(Math.ceil(this.options.customers / 20));
    if (!isAway) await this.bill();
    const acts = Math.max(1, Math.round(this.#players.length / 20));
    for (let count = 0; count < acts; count++) await this.step();
    await this.#app.settle();
    await this.check(this.#players);
    await this.#app.view((tx) => this.#books.wholeBooks(tx, this.#app));
    if (this.#random.chance(0.1)) await this.#books.refusesChanges(this.#app);
    this.options.onDay?.(this.#date);
  }

  private async restart(): Promise<void> {
    await this.#app.stop();
    await this.begin(this.#date);
  }

  private async step(): Promise<void> {
    const player = this.#random.pick(this.#players);
    const nextKey = (): string => `simulation-${++this.#keys}`;
    await act({ app: this.#app, random: this.#random, plans: this.#plans, today: this.#date, nextKey }, player);
    this.#acts += 1;
    await this.check([player]);
  }

  private check(players: readonly SimulatedCustomer[]): Promise<void> {
    return this.#app.view(async (tx) => {
      await checkCharges(tx, this.#app.container.resolve(LEDGER_SERVICE), players);
      await this.#books.newDocuments(tx);
    });
  }

  private async welcome(count: number): Promise<void> {
    for (let made = 0; made < count && this.#players.length < this.options.customers; made++) {
      const anchorDay = this.#random.integer(1, 31);
      const periodMonths = this.#random.pick([1, 1, 1, 3, 6, 12]);
      const timing = this.#random.pick(['advance', 'advance', 'arrears'] as const);
      const isBlockedWhenOverdue = this.#random.chance(0.3);
      const billingSettings = { anchorDay, periodMonths, timing, isBlockedWhenOverdue };
      const customer = await aCustomer(this.#app, { billingType: 'recurring', billingSettings });
      const player = new SimulatedCustomer(customer, this.#date, { anchorDay, periodMonths, timing });
      this.#players.push(player);
      for (let line = this.#random.integer(1, 3); line > 0; line--) await this.addLine(player);
    }
    await this.#app.settle();
  }

  private async addLine(player: SimulatedCustomer): Promise<void> {
    const { id: planId, priceMinor } = this.#random.pick(this.#plans);
    const service = await aService(this.#app, { customerId: player.id, planId, login: `simulated-${++this.#keys}` });
    player.addLine(service, priceMinor, this.#date);
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
      assert.deepEqual([run.state, totals.parked], ['issued', 0], 'the run is issued and nobody is parked');
    }
    for (const player of this.#players) player.noteBills(this.#date);
  }

  private figures(): Promise<SimulationFigures> {
    return this.#app.view(async (tx) => {
      const count = async (table: string): Promise<number> => {
        const [row] = (await sqlOf(tx)(table).count({ total: '*' })) as { readonly total: number }[];
        return Number(row?.total);
      };
      return {
        charges: await count('billing_charge'),
        entries: await count('journal_entry'),
        documents: await count('document'),
        acts: this.#acts,
      };
    });
  }
}

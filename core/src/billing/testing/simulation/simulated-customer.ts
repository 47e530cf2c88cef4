import type { Customer, Service } from '@tapline/sdk';
import {
  isPeriodStart,
  type NaiveCustomer,
  type NaiveStanding,
  type NaiveTerms,
  NOTHING_STANDS,
  naiveCharges,
  nextDay,
} from './naive-model.js';

/** A customer of the application, and what the naive model says of it. */
export class SimulatedCustomer {
  readonly lines: Service[] = [];
  readonly payments: { readonly id: string; leftMinor: number }[] = [];
  /** What should stand after the last bill. */
  expected: NaiveStanding = NOTHING_STANDS;
  itemsMinor = 0;
  /** Money that came, and what was given back of invoices, less money that went. */
  creditedMinor = 0;
  #waitingItems: readonly { readonly date: string; readonly amountMinor: number }[] = [];
  #lastBilled: string | null = null;

  constructor(
    readonly customer: Customer,
    readonly naive: NaiveCustomer,
  ) {}

  get id(): string {
    return this.customer.id;
  }

  addLine(service: Service, price: number, today: string): void {
    this.lines.push(service);
    this.naive.services.set(service.id, []);
    this.change(service.id, { price }, { effectiveOn: today, today });
  }

  change(
    serviceId: string,
    terms: Partial<NaiveTerms>,
    { effectiveOn, today }: { readonly effectiveOn: string; readonly today: string },
  ): void {
    this.naive.services.get(serviceId)?.push({ effectiveOn, recordedOn: today, terms });
  }

  addItem(amountMinor: number, date: string): void {
    this.#waitingItems = [...this.#waitingItems, { date, amountMinor }];
  }

  /** The bills of all bill dates up to today are made. */
  noteBills(today: string): void {
    let date = this.#lastBilled === null ? this.naive.startedOn : nextDay(this.#lastBilled);
    for (; date <= today; date = nextDay(date)) if (isPeriodStart(this.naive, date)) this.noteBill(date);
  }

  noteBill(date: string): void {
    this.#lastBilled = date;
    this.expected = naiveCharges(this.naive, date);
    for (const item of this.#waitingItems) if (item.date <= date) this.itemsMinor += item.amountMinor;
    this.#waitingItems = this.#waitingItems.filter((item) => item.date > date);
  }
}

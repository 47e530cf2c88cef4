import type { Customer, Service } from '@tapline/sdk';
import { type NaiveCycle, type NaiveState, naiveDays } from './naive-calendar.js';
import { type NaiveChange, type NaiveCustomer, type NaiveStanding, type NaiveTerms, NOTHING_STANDS, naiveCharges } from './naive-model.js';

/** A customer of the application, and what the naive model says of it. */
export class SimulatedCustomer {
  readonly lines: Service[] = [];
  /** Changes that wait for their day. */
  planned: { readonly id: string; readonly change: NaiveChange }[] = [];
  readonly payments: { readonly id: string; leftMinor: number }[] = [];
  /** What should stand after the last bill. */
  expected: NaiveStanding = NOTHING_STANDS;
  itemsMinor = 0;
  /** Money that came, and what was given back of invoices, less money that went. */
  creditedMinor = 0;
  #waitingItems: readonly { readonly date: string; readonly amountMinor: number }[] = [];
  #lastBilled: string | null = null;

  readonly naive: NaiveCustomer;
  cycle: NaiveCycle;

  constructor(
    readonly customer: Customer,
    startedOn: string,
    cycle: NaiveCycle,
  ) {
    this.cycle = cycle;
    this.naive = { states: [{ date: startedOn, isCharged: true, cycle }], services: new Map() };
  }

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
  ): NaiveChange {
    const change = { effectiveOn, recordedOn: today, terms };
    this.naive.services.get(serviceId)?.push(change);
    return change;
  }

  get state(): NaiveState {
    return this.naive.states.at(-1) as NaiveState;
  }

  /** What the customer is from today on. */
  become(state: Partial<Omit<NaiveState, 'date'>>, today: string): void {
    this.naive.states.push({ ...this.state, ...state, date: today });
  }

  addItem(amountMinor: number, date: string): void {
    this.#waitingItems = [...this.#waitingItems, { date, amountMinor }];
  }

  /** The bills of all bill dates up to today are made. */
  noteBills(today: string): void {
    const last = this.#lastBilled;
    for (const { date, isBillDate } of naiveDays(this.naive.states, today)) {
      if (isBillDate && date <= today && (last === null || date > last)) this.noteBill(date);
    }
  }

  noteBill(date: string): void {
    this.#lastBilled = date;
    this.expected = naiveCharges(this.naive, date);
    for (const item of this.#waitingItems) if (item.date <= date) this.itemsMinor += item.amountMinor;
    this.#waitingItems = this.#waitingItems.filter((item) => item.date > date);
  }
}

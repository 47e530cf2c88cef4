import type { ServiceStatus } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { USUAL_SALE } from '../../plans/plan-sale.js';
import type { PeriodMonths } from './billing-period.js';
import type { CustomerState, CycleTerms } from './billing-span.js';
import { billDateAfter, type CustomerCharges, customerCharges, type ServicePiece } from './customer-charges.js';
import { type DayNumber, dayNumber, localDate } from './day-number.js';
import type { Proration } from './proration.js';
import { type Dated, timelineOf, valueOn } from './timeline.js';
import type { ServiceTerms } from './wanted-charges.js';

const FIRST_DAY = dayNumber('2027-11-01');
const DAYS = 500;
const PRICES: Readonly<Record<string, number>> = { basic: 4000, fast: 6001, free: 0 };
const INITIAL: ServiceTerms = { planId: 'basic', status: 'active', quantity: 1, unitPriceMinor: null, discounts: [] };
const MONTHLY: CycleTerms = { anchorDay: 1, periodMonths: 1, timing: 'advance', proration: 'calendar' };

interface History {
  readonly states: readonly Dated<Partial<CustomerState>>[];
  readonly services: readonly (readonly Dated<Partial<ServiceTerms>>[])[];
}

/** A customer who is billed on some days, each bill knowing only what was done by then. */
class BilledCustomer {
  readonly pieces: ServicePiece[] = [];
  readonly bills = new Map<string, number>();
  #settledBefore: DayNumber | null = null;
  #lastBilled: DayNumber | null = null;

  constructor(private readonly history: History) {}

  bill(day: DayNumber): CustomerCharges {
    const services = this.history.services.map((changes, index) => ({
      serviceId: String(index),
      timeline: timelineOf(
        changes.filter(({ from }) => from <= day),
        INITIAL,
      ),
      charged: this.pieces.filter((piece) => piece.serviceId === String(index) && piece.period.end > (this.#settledBefore ?? 0)),
    }));
    const customer = { states: this.states(day), services, settledBefore: this.#settledBefore };
    const charges = customerCharges(customer, (planId) => ({ priceMinor: PRICES[planId] as number, sale: USUAL_SALE }), day);
    this.pieces.push(...charges.pieces);
    this.#settledBefore = charges.settledBefore;
    this.#lastBilled = day;
    const totalMinor = charges.pieces.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    if (charges.pieces.length > 0) this.bills.set(localDate(day), totalMinor + (this.bills.get(localDate(day)) ?? 0));
    return charges;
  }

  /** Bills each bill date up to a day, as they come. */
  billUntil(day: DayNumber, also: (day: DayNumber) => boolean = () => false): this {
    for (let today = FIRST_DAY; today <= day; today++) {
      if (today === billDateAfter(this.states(today), this.#lastBilled)) this.bill(today);
      if (also(today)) this.bill(today);
    }
    return this;
  }

  /** What stands, day by day: the days that are charged, each with its plan, quantity and the price of its period. */
  days(): ReadonlyMap<string, readonly string[]> {
    const days = new Map<string, string[]>();
    for (const { serviceId, from, to, rate, isCredit, period } of this.pieces) {
      for (let day = from; day < to; day++) {
        const key = `${serviceId} ${localDate(day)}`;
        const what = `${rate.planId} x${rate.quantity} ${rate.periodPriceMinor} of ${localDate(period.start)}`;
        const standing = days.get(key) ?? [];
        if (isCredit) standing.splice(standing.indexOf(what), 1);
        else standing.push(what);
        days.set(key, standing);
      }
    }
    return new Map([...days].filter(([, standing]) => standing.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  totalMinor(): number {
    return this.pieces.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  }

  private states(day: DayNumber) {
    const known = this.history.states.filter(({ from }) => from <= day);
    return timelineOf<CustomerState>(known, { status: 'active', cycle: MONTHLY, isBilledWhileBlocked: true });
  }
}

const cycle = fc.record<CycleTerms>({
  anchorDay: fc.integer({ min: 1, max: 31 }),
  periodMonths: fc.constantFrom<PeriodMonths[]>(1, 1, 3, 6, 12),
  timing: fc.constantFrom('advance', 'arrears'),
  proration: fc.constantFrom<Proration[]>('calendar', 'calendar', 'fixed-30'),
});
const dayOfStory = fc.integer({ min: FIRST_DAY, max: FIRST_DAY + DAYS });
const discount = fc
  .record({ from: dayOfStory, days: fc.option(fc.integer({ min: 0, max: 90 })), hundredthsOfPercent: fc.integer({ min: 1, max: 10_000 }) })
  .map(({ from, days, hundredthsOfPercent }) => ({
    title: 'offer',
    kind: 'percent' as const,
    hundredthsOfPercent,
    from: localDate(from),
    until: days === null ? null : localDate(from + days),
  }));
const change: fc.Arbitrary<Dated<Partial<ServiceTerms>>> = fc.record({
  from: dayOfStory,
  value: fc.oneof(
    fc.record({ planId: fc.constantFrom('basic', 'fast', 'free') }),
    fc.record({ status: fc.constantFrom<ServiceStatus[]>('active', 'active', 'paused', 'stopped', 'pending') }),
    fc.record({ quantity: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ unitPriceMinor: fc.option(fc.integer({ min: 0, max: 9999 })) }),
    fc.record({ discounts: fc.array(discount, { maxLength: 2 }) }),
  ),
});
const service = fc
  .tuple(dayOfStory, fc.array(change, { maxLength: 6 }))
  .map(([from, changes]) => [{ from, value: {} }, ...changes.filter((each) => each.from >= from)].sort((a, b) => a.from - b.from));
const stateChange: fc.Arbitrary<Dated<Partial<CustomerState>>> = fc.record({
  from: dayOfStory,
  value: fc.oneof(
    fc.record({ cycle: fc.oneof(cycle, cycle, fc.constant(null)) }),
    fc.record({ status: fc.constantFrom('active', 'blocked', 'inactive') }),
    fc.record({ isBilledWhileBlocked: fc.boolean() }),
  ),
});
const history: fc.Arbitrary<History> = fc.record({
  states: fc
    .tuple(cycle, fc.array(stateChange, { maxLength: 4 }))
    .map(([first, more]) => [{ from: FIRST_DAY, value: { cycle: first } }, ...more.sort((a, b) => a.from - b.from)]),
  services: fc.array(service, { minLength: 1, maxLength: 2 }),
});
const END = FIRST_DAY + DAYS + 800;

describe('The charges of a customer', () => {
  it('are the whole price for a whole period, a part by the day for a part, and nothing when asked again', () => {
    const customer = new BilledCustomer({
      states: [{ from: FIRST_DAY, value: { cycle: { ...MONTHLY, anchorDay: 1 } } }],
      services: [[{ from: dayNumber('2028-03-15'), value: {} }]],
    });
    customer.billUntil(dayNumber('2028-04-20'), () => true);
    // 17 of 31 days of March on the day they begin, and April.
    expect([...customer.bills]).to.deep.equal([
      ['2028-03-15', 2194],
      ['2028-04-01', 4000],
    ]);
  });

  it('give back the unused days of the old plan and charge the new plan’s, to the cent', () => {
    const prices = { states: [{ from: FIRST_DAY, value: {} }] };
    const october = dayNumber('2028-10-01');
    const changes = [
      { from: october, value: { unitPriceMinor: 20_000 } },
      { from: dayNumber('2028-10-20'), value: { unitPriceMinor: 10_000 } },
    ];
    const customer = new BilledCustomer({ ...prices, services: [changes] }).billUntil(dayNumber('2028-10-19'));
    expect(customer.bill(dayNumber('2028-10-20')).pieces.map(({ amountMinor }) => amountMinor)).to.deep.equal([-7742, 3871]);
  });

  it('are none for a change that is taken back on its day', () => {
    const day = FIRST_DAY + 10;
    const back = [
      { from: day, value: { planId: 'fast' } },
      { from: day, value: { planId: 'basic' } },
    ];
    const customer = new BilledCustomer({
      states: [{ from: FIRST_DAY, value: {} }],
      services: [[{ from: FIRST_DAY, value: {} }, ...back]],
    });
    customer.billUntil(day);
    expect(customer.bill(day).pieces).to.deep.equal([]);
    expect([...customer.bills.values()]).to.deep.equal([4000]);
  });

  it('cover every day that is to be paid once, at its price, and no other day, whatever was changed when', () => {
    fc.assert(
      fc.property(history, (story) => {
        const customer = new BilledCustomer(story).billUntil(END);
        const states = timelineOf<CustomerState>(story.states, { status: 'active', cycle: MONTHLY, isBilledWhileBlocked: true });
        const days = customer.days();
        const expected: string[] = [];
        const settled = END - 400;
        for (const [index, changes] of story.services.entries()) {
          const timeline = timelineOf(changes, INITIAL);
          for (let day = FIRST_DAY; day < settled; day++) {
            const terms = valueOn(timeline, day);
            const state = valueOn(states, day);
            const isPaidFor = state?.status === 'active' || (state?.status === 'blocked' && state.isBilledWhileBlocked);
            if (terms?.status === 'active' && state?.cycle && isPaidFor)
              expected.push(`${index} ${localDate(day)} ${terms.planId} x${terms.quantity}`);
          }
        }
        const actual = [...days]
          .filter(([key]) => key.slice(2) < localDate(settled))
          .map(([key, standing]) => `${key} ${standing.map((what) => what.split(' ').slice(0, 2).join(' ')).join(' and ')}`);
        expect(actual).to.deep.equal(expected.sort());
      }),
      { numRuns: 150 },
    );
  });

  it('end up the same whether bills are made in time only or on any other days as well', () => {
    fc.assert(
      fc.property(history, fc.array(dayOfStory, { maxLength: 20 }), (story, extra) => {
        const inTime = new BilledCustomer(story).billUntil(END);
        const often = new BilledCustomer(story).billUntil(END, (day) => extra.includes(day));
        expect([...often.days()]).to.deep.equal([...inTime.days()]);
        expect(often.totalMinor()).to.equal(inTime.totalMinor());
      }),
      { numRuns: 150 },
    );
  });

  it('add up to the price of every period exactly, however it is cut', () => {
    fc.assert(
      fc.property(cycle, fc.array(dayOfStory, { maxLength: 12 }), fc.integer({ min: 1, max: 99_999 }), (terms, days, unitPriceMinor) => {
        const cuts = days.toSorted((a, b) => a - b).map((from, index) => ({ from, value: { planId: index % 2 === 0 ? 'fast' : 'basic' } }));
        const customer = new BilledCustomer({
          states: [{ from: FIRST_DAY, value: { cycle: terms } }],
          services: [[{ from: FIRST_DAY, value: { unitPriceMinor } }, ...cuts]],
        }).billUntil(END);
        const periods = new Map<number, { amountMinor: number; days: number }>();
        for (const { period, amountMinor, from, to, isCredit } of customer.pieces) {
          const sum = periods.get(period.start) ?? { amountMinor: 0, days: 0 };
          periods.set(period.start, { amountMinor: sum.amountMinor + amountMinor, days: sum.days + (isCredit ? from - to : to - from) });
          const isWhole = periods.get(period.start)?.days === period.end - period.start;
          if (isWhole) expect(periods.get(period.start)?.amountMinor).to.equal(unitPriceMinor * period.months);
        }
      }),
      { numRuns: 150 },
    );
  });
});

import { isPeriodStart, type NaiveDay, type NaiveState, naiveDays, nextDay } from './naive-calendar.js';

/**
 * The rules of recurring billing once more, written apart from the engine and in the simplest way: day by day, with the calendar of Date in UTC.
 * Slow, and meant to be.
 */
export interface NaiveTerms {
  readonly price: number;
  readonly quantity: number;
  readonly isActive: boolean;
  /** A hundredth of a percent off, from the first to the last day. */
  readonly discounts: readonly { readonly from: string; readonly until: string | null; readonly hundredthsOfPercent: number }[];
}

export interface NaiveChange {
  readonly effectiveOn: string;
  readonly recordedOn: string;
  /** Of what was planned and given up: since when it is known no more. */
  forgottenOn?: string;
  readonly terms: Partial<NaiveTerms>;
}

export interface NaiveCustomer {
  /** In the order in which they came. */
  readonly states: NaiveState[];
  readonly services: Map<string, NaiveChange[]>;
}

/** What should stand after a bill. */
export interface NaiveStanding {
  /** Of each period of a service, `service periodStart` to minor units; nothing for those that come to 0. */
  readonly amounts: ReadonlyMap<string, number>;
  /** Of each service the days that are charged, at whatever price. */
  readonly days: ReadonlyMap<string, ReadonlySet<string>>;
}

export const NOTHING_STANDS: NaiveStanding = { amounts: new Map(), days: new Map() };

/** What should stand after a bill of a day. */
export function naiveCharges(customer: NaiveCustomer, billDate: string): NaiveStanding {
  const amounts = new Map<string, number>();
  const charged = new Map<string, Set<string>>();
  const days = naiveDays(customer.states, billDate);
  const grid = days.find(({ date }) => date === billDate)?.grid;
  const inPeriods = days
    .filter(({ date }) => date < billDate || grid?.cycle.timing === 'advance')
    .map((day) => ({ ...day, period: periodOf(day) }));
  for (const [service, changes] of customer.services) {
    const own = new Set<string>();
    charged.set(service, own);
    const known = changes.filter((change) => change.recordedOn <= billDate && !(change.forgottenOn && change.forgottenOn <= billDate));
    for (const { date, isCharged, grid: dayGrid, period } of inPeriods) {
      const terms = termsOn(known, date);
      if (!terms?.isActive || !isCharged || !dayGrid || !period) continue;
      own.add(date);
      const price = BigInt(monthlyPrice(terms, date) * dayGrid.cycle.periodMonths);
      const { start, index, length } = period;
      const part = rounded(price * BigInt(index + 1), length) - rounded(price * BigInt(index), length);
      const key = `${service} ${start}`;
      amounts.set(key, (amounts.get(key) ?? 0) + part);
    }
  }
  return { amounts: new Map([...amounts].filter(([, amount]) => amount !== 0)), days: charged };
}

/** Where a day stands in its period. */
function periodOf({ date, grid }: NaiveDay): { readonly start: string; readonly index: number; readonly length: number } | undefined {
  if (!grid) return undefined;
  let start = date;
  let index = 0;
  for (; !isPeriodStart(grid, start); start = nextDay(start, -1)) index++;
  let length = index + 1;
  for (let next = nextDay(date); !isPeriodStart(grid, next); next = nextDay(next)) length++;
  return { start, index, length };
}

function termsOn(changes: readonly NaiveChange[], date: string): NaiveTerms | undefined {
  const inOrder = changes.map((change, index) => ({ change, index })).filter(({ change }) => change.effectiveOn <= date);
  inOrder.sort((a, b) =>
    a.change.effectiveOn === b.change.effectiveOn ? a.index - b.index : a.change.effectiveOn < b.change.effectiveOn ? -1 : 1,
  );
  let terms: NaiveTerms | undefined;
  for (const { change } of inOrder) terms = { price: 0, quantity: 1, isActive: true, discounts: [], ...terms, ...change.terms };
  return terms;
}

function monthlyPrice(terms: NaiveTerms, date: string): number {
  let price = terms.price * terms.quantity;
  for (const { from, until, hundredthsOfPercent } of terms.discounts) {
    if (date >= from && (until === null || date <= until)) price = rounded(BigInt(price) * BigInt(10_000 - hundredthsOfPercent), 10_000);
  }
  return price;
}

/** Half up. */
function rounded(numerator: bigint, denominator: number): number {
  return Number((numerator * 2n + BigInt(denominator)) / (BigInt(denominator) * 2n));
}

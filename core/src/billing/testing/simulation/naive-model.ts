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
  readonly terms: Partial<NaiveTerms>;
}

export interface NaiveCustomer {
  readonly startedOn: string;
  readonly anchorDay: number;
  readonly periodMonths: number;
  readonly timing: 'advance' | 'arrears';
  readonly services: Map<string, NaiveChange[]>;
}

const DAY_MS = 86_400_000;

export function nextDay(date: string, days = 1): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a period of the customer begins on a day. */
export function isPeriodStart(customer: NaiveCustomer, date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  const lastOfMonth = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  if (day.getUTCDate() !== Math.min(customer.anchorDay, lastOfMonth)) return false;
  let origin = customer.startedOn;
  while (!isAnchor(customer.anchorDay, origin)) origin = nextDay(origin, -1);
  const months = (Number(date.slice(0, 4)) - Number(origin.slice(0, 4))) * 12 + Number(date.slice(5, 7)) - Number(origin.slice(5, 7));
  return months % customer.periodMonths === 0;
}

function isAnchor(anchorDay: number, date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return day.getUTCDate() === Math.min(anchorDay, new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate());
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
  const end = horizon(customer, billDate);
  for (const [service, changes] of customer.services) {
    const own = new Set<string>();
    charged.set(service, own);
    const known = changes.filter(({ recordedOn }) => recordedOn <= billDate);
    const first = known.map(({ effectiveOn }) => effectiveOn).sort()[0];
    if (first === undefined) continue;
    let start = first;
    while (!isPeriodStart(customer, start)) start = nextDay(start, -1);
    while (start < end) {
      const days: string[] = [start];
      while (!isPeriodStart(customer, nextDay(days.at(-1) as string))) days.push(nextDay(days.at(-1) as string));
      let sum = 0;
      for (const [index, date] of days.entries()) {
        const terms = date < end ? termsOn(known, date) : undefined;
        if (!terms?.isActive) continue;
        own.add(date);
        const price = BigInt(monthlyPrice(terms, date) * customer.periodMonths);
        sum += rounded(price * BigInt(index + 1), days.length) - rounded(price * BigInt(index), days.length);
      }
      if (sum !== 0) amounts.set(`${service} ${start}`, sum);
      start = nextDay(days.at(-1) as string);
    }
  }
  return { amounts, days: charged };
}

function horizon(customer: NaiveCustomer, billDate: string): string {
  if (customer.timing === 'arrears') return billDate;
  let end = nextDay(billDate);
  while (!isPeriodStart(customer, end)) end = nextDay(end);
  return end;
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

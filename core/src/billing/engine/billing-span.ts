import type { CustomerStatus } from '@tapline/sdk';
import { gridFrom, type PeriodGrid, type PeriodMonths, periodAfter, periodOf } from './billing-period.js';
import type { DayNumber } from './day-number.js';
import type { Proration } from './proration.js';
import type { Timeline } from './timeline.js';

/** In which rhythm a customer is charged. */
export interface CycleTerms {
  /** 1 to 31. */
  readonly anchorDay: number;
  readonly periodMonths: PeriodMonths;
  readonly timing: 'advance' | 'arrears';
  readonly proration: Proration;
}

/** What recurring billing has to know of a customer on a day. */
export interface CustomerState {
  readonly status: CustomerStatus;
  /** `null` while another billing type charges the customer. */
  readonly cycle: CycleTerms | null;
  readonly isBilledWhileBlocked: boolean;
}

/** A time in which one rhythm holds. */
export interface BillingSpan {
  readonly from: DayNumber;
  /** The first day after it; infinite for the last. */
  readonly until: DayNumber;
  readonly grid: PeriodGrid;
  readonly cycle: CycleTerms;
}

/** The rhythms of a customer in their order. Another rhythm begins when the period under way ends; leaving recurring billing counts at once. */
export function billingSpans(states: Timeline<CustomerState>): readonly BillingSpan[] {
  const spans: BillingSpan[] = [];
  for (const { from: day, value } of states) {
    const last = spans.at(-1);
    const isOpen = last !== undefined && last.until > day;
    if (!value.cycle) endAt(spans, day);
    else if (!isOpen) spans.push(spanFrom(day, value.cycle));
    else changeCycle(spans, day, value.cycle);
  }
  return spans;
}

function spanFrom(from: DayNumber, cycle: CycleTerms): BillingSpan {
  return { from, until: Number.POSITIVE_INFINITY, grid: gridFrom(from, cycle.anchorDay, cycle.periodMonths), cycle };
}

function endAt(spans: BillingSpan[], day: DayNumber): void {
  while ((spans.at(-1)?.from ?? Number.NEGATIVE_INFINITY) >= day) spans.pop();
  const last = spans.pop();
  if (last) spans.push({ ...last, until: Math.min(last.until, day) });
}

function changeCycle(spans: BillingSpan[], day: DayNumber, cycle: CycleTerms): void {
  // A change that waits for the end of the period is replaced by a later one.
  if ((spans.at(-1) as BillingSpan).from > day) spans.pop();
  const last = { ...(spans.pop() as BillingSpan), until: Number.POSITIVE_INFINITY };
  if (isSameCycle(last.cycle, cycle)) {
    spans.push(last);
    return;
  }
  const period = periodOf(last.grid, day);
  const from = period.start === day || last.from === day ? day : period.end;
  if (from > last.from) spans.push({ ...last, until: from });
  spans.push(spanFrom(from, cycle));
}

function isSameCycle(a: CycleTerms, b: CycleTerms): boolean {
  return a.anchorDay === b.anchorDay && a.periodMonths === b.periodMonths && a.timing === b.timing && a.proration === b.proration;
}

/** The first day after `after` on which the customer is billed: where a period begins, and where a rhythm ends. */
export function nextBillDate(spans: readonly BillingSpan[], after: DayNumber): DayNumber | undefined {
  for (const span of spans) {
    if (span.until <= after) continue;
    const day = Math.max(span.from, after + 1);
    const period = periodOf(span.grid, day);
    const begins = period.start === day ? day : periodAfter(span.grid, period).start;
    return Math.min(begins, span.until);
  }
  return undefined;
}

export function spanOn(spans: readonly BillingSpan[], day: DayNumber): BillingSpan | undefined {
  return spans.find(({ from, until }) => from <= day && day < until);
}

/** The day up to which, and without which, a bill of a day charges. */
export function horizonOf(spans: readonly BillingSpan[], billDate: DayNumber): DayNumber {
  const span = spanOn(spans, billDate);
  if (!span || span.cycle.timing === 'arrears') return billDate;
  return Math.min(periodOf(span.grid, billDate).end, span.until);
}

/** The day before which everything is settled for good once a day was billed. */
export function settledBefore(spans: readonly BillingSpan[], billDate: DayNumber): DayNumber {
  const span = spanOn(spans, billDate);
  return span ? Math.max(span.from, periodOf(span.grid, billDate).start) : billDate;
}

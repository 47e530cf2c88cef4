import type { AmountMinor, LocalDate } from '@tapline/sdk';
import type { ServicePiece } from '../engine/customer-charges.js';

/** `previewed` waits for somebody to confirm it; `stopped` has found something that a person must look at first. */
export type BillingRunState = 'previewing' | 'previewed' | 'stopped' | 'issuing' | 'issued' | 'discarded';

export interface BillingRun {
  readonly id: string;
  /** All bill dates up to this day. */
  readonly through: LocalDate;
  readonly state: BillingRunState;
  readonly startedAtMs: number;
  readonly previewedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly startedBy: string;
  /** Why it was stopped. */
  readonly problem: string | null;
  /** How far the preview has come. */
  readonly progressCustomerId: string | null;
  readonly expectedCustomers: number;
}

/** `changed`: what the customer is to be charged is not what the preview said; the next preview shows it. */
export type RunCustomerState = 'previewed' | 'issued' | 'changed' | 'parked';

export interface RunCustomer {
  readonly customerId: string;
  readonly state: RunCustomerState;
  readonly invoicedMinor: AmountMinor;
  readonly creditedMinor: AmountMinor;
  readonly documentCount: number;
  readonly digest: string;
  readonly reason: string | null;
}

export interface RunTotals {
  readonly customers: number;
  readonly documents: number;
  readonly invoicedMinor: AmountMinor;
  readonly creditedMinor: AmountMinor;
  readonly issued: number;
  readonly parked: number;
  readonly changed: number;
}

/** Of the customers whom a run bills: without those who are parked or changed. */
export type BilledSums = Pick<RunTotals, 'customers' | 'invoicedMinor'>;

/** A customer as a run shows it, beside what the last run asked for. */
export interface RunLine extends RunCustomer {
  readonly customerNumber: number;
  readonly customerName: string;
  readonly previousMinor: AmountMinor | null;
}

/** What of a run waits for a person. */
export interface RunTrouble {
  readonly run: BillingRun;
  readonly isStopped: boolean;
  readonly parkedCount: number;
}

/** So many of a customer's bills are looked at. */
export const BILLS_TO_COMPARE = 12;
/** Whoever is new has bills for parts of a period. */
const FEWEST_BILLS_TO_COMPARE = 3;

/** What a piece charges for a month before discounts, as `BillingStore.latestBills` sums it up. */
export function monthBeforeDiscounts({ amountMinor, rate: { listPriceMinor, periodPriceMinor }, isCredit }: ServicePiece): AmountMinor {
  if (periodPriceMinor === 0) return isCredit ? 0 - listPriceMinor : listPriceMinor;
  return (amountMinor * listPriceMinor) / periodPriceMinor;
}

/**
 * How many times the largest of a customer's latest bills is charged by one of the bills that are to be made, a month before discounts, where that is more than the factor;
 * `null` where it is not, where there are too few to compare with, and for a factor of 0. Things that are charged once are left out on both sides.
 */
export function timesLargestBill(chargedMinor: readonly AmountMinor[], latestMinor: readonly AmountMinor[], factor: number): number | null {
  const largest = Math.max(0, ...latestMinor);
  if (factor === 0 || largest === 0 || latestMinor.length < FEWEST_BILLS_TO_COMPARE) return null;
  const times = Math.max(0, ...chargedMinor) / largest;
  return times > factor ? Math.floor(times) : null;
}

export const FEWEST_TO_COMPARE = 20;

/** Why a preview is to be looked at before it is issued: it asks for much more or less of each customer than the last run of enough customers did. */
export function boundsProblem(
  now: BilledSums,
  before: (BilledSums & Pick<BillingRun, 'through'>) | undefined,
  largestDeviationPercent: number,
): string | null {
  if (!before || now.customers < FEWEST_TO_COMPARE || before.invoicedMinor === 0) return null;
  const average = now.invoicedMinor / now.customers;
  const averageBefore = before.invoicedMinor / before.customers;
  const percent = Math.round((average / averageBefore - 1) * 100);
  if (Math.abs(percent) <= largestDeviationPercent) return null;
  const direction = percent > 0 ? 'more' : 'less';
  const than = `the last run of at least ${FEWEST_TO_COMPARE} customers (${before.through})`;
  return `a customer is asked for ${Math.abs(percent)} % ${direction} on average than by ${than}; look at the preview, and confirm it if it is right`;
}

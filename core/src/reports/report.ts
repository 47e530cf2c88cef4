import type { LocalDate, Transaction } from '@tapline/sdk';

/** Both days belong to it. */
export interface ReportPeriod {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** `customer`: a name, with the customer's id beside it under `customerId`. */
export type ReportColumnKind = 'text' | 'customer' | 'day' | 'month' | 'count' | 'amount';

export interface ReportColumn {
  readonly key: string;
  readonly title: string;
  readonly kind: ReportColumnKind;
}

/** Amounts in minor units. */
export type ReportRow = Readonly<Record<string, string | number | null>>;

export interface ReportPage {
  readonly rows: readonly ReportRow[];
  /** How many rows there are in all. */
  readonly total: number;
  /** Of all rows, by the keys of the columns that are added up; `undefined` where that would take as long as a billing run. */
  readonly sums?: ReportRow;
  /** A sentence on what of that time is not known any more. */
  readonly note?: string;
}

/** A list that answers one question about money. It says what the books say: nothing is kept for it. */
export interface Report {
  readonly id: string;
  readonly title: string;
  /** A sentence. */
  readonly description: string;
  readonly icon: string;
  /** Whether it is asked for a period, or for one day, the last of the period. */
  readonly asks: 'period' | 'day' | 'nothing';
  /** What stands before the day where one is asked for: `On`. */
  readonly dayWord?: string;
  readonly columns: readonly ReportColumn[];
  /** What is shown when nothing is asked for. */
  defaultPeriod(today: LocalDate): ReportPeriod;
  page(tx: Transaction, period: ReportPeriod, part: { readonly limit: number; readonly offset: number }): Promise<ReportPage>;
}

export const CUSTOMER_COLUMNS: readonly ReportColumn[] = [
  { key: 'customerName', title: 'Customer', kind: 'customer' },
  { key: 'customerNumber', title: 'Number', kind: 'text' },
];

/** What the database gives for a sum or a count, which some give as text. */
export function numberOf(value: unknown): number {
  return Number(value ?? 0);
}

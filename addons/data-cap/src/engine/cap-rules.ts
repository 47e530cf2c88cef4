import type { AmountMinor } from '@tapline/sdk';

export type PeriodKind = 'day' | 'week' | 'month';
export type Direction = 'both' | 'download' | 'upload';

/** What happens when so much is used. */
export type StepAction =
  | { readonly kind: 'block' }
  | { readonly kind: 'slow'; readonly downloadBitsPerSecond: number; readonly uploadBitsPerSecond: number }
  /** To so many percent of the plan's rates. */
  | { readonly kind: 'slow-to-percent'; readonly percent: number }
  /** The line goes on at full speed; each started unit over the limit costs. Only at 100 %. */
  | { readonly kind: 'charge'; readonly priceMinor: AmountMinor; readonly unitOctets: bigint };

export interface Step {
  /** Of all that the line may use in the period. */
  readonly atPercent: number;
  readonly action: StepAction;
}

export interface NoticeRule {
  readonly atPercent: number;
  /** Null for those that the message is set to go out on. */
  readonly channels: readonly string[] | null;
  /** The name of the message's wording; null for its ordinary one. */
  readonly wording: string | null;
}

/** The cap of a plan. */
export interface CapRules {
  readonly amountOctets: bigint;
  readonly period: PeriodKind;
  /** Periods of the company's calendar, or counted from the day on which the service was made. */
  readonly anchor: 'calendar' | 'service-start';
  readonly direction: Direction;
  /** How much an octet counts in each hour of the week, in hundredths, from Monday 00:00; null where it is always one. */
  readonly weights: readonly number[] | null;
  /** By rising percent. */
  readonly steps: readonly Step[];
  /** What is unused lives on; null where it is lost. */
  readonly rollover: { readonly mostOctets: bigint | null; readonly periods: number } | null;
  /** A block is lifted in hours that count nothing. */
  readonly isOpenInFreeHours: boolean;
  /** By rising percent. */
  readonly noticeRules: readonly NoticeRule[];
  /** Percent of the plan's own amount, or of all that the line may use. */
  readonly notifyOf: 'plan' | 'total';
  /** What the message says besides; empty for nothing. */
  readonly noticeWords: string;
  /** The name of the wording of the message that the balance does not pay for more; null for its ordinary one. */
  readonly unpaidWording: string | null;
}

/**
 * Traffic is counted in hundredths of an octet, so that an hour in which an octet counts half is counted exactly. What people and routers are
 * told is in whole octets, rounded to their disfavour by less than one.
 */
export const HUNDREDTHS = 100n;

import type { AmountMinor } from '../money/money.js';

/**
 * Octets that a line may use beside what its plan gives: bought, granted by hand, given by a campaign. Whoever grants knows nothing of how traffic
 * is metered, and a meter knows nothing of why it was granted.
 */
export interface QuotaGrant {
  readonly id: string;
  readonly serviceId: string;
  readonly customerId: string;
  /** The add-on that granted it. */
  readonly source: string;
  /** For people: `5 GB for 10.00`. */
  readonly title: string;
  readonly octets: bigint;
  /** What the meter has taken of it so far; traffic that is reported late may change it. */
  readonly usedOctets: bigint;
  /** It pays for traffic from this instant on: earlier than now, and it covers what was used over the limit since then. */
  readonly validFromMs: number;
  /** It pays for no traffic from this instant on; `null` for no end. */
  readonly expiresAtMs: number | null;
  /** Between grants that expire at the same time: the lower goes first. */
  readonly priority: number;
  /** When it was withdrawn, and cut to what was used by then; null while it stands. */
  readonly withdrawnAtMs: number | null;
  readonly createdAtMs: number;
}

export interface NewQuotaGrant {
  readonly serviceId: string;
  readonly title: string;
  /** Over 0, and under 2^60. */
  readonly octets: bigint;
  /** Now unless given. */
  readonly validFromMs?: number;
  readonly expiresAtMs?: number | null;
  /** 100 unless given. */
  readonly priority?: number;
}

/** One of the things that pay for a line's traffic: the plan itself, what was left of earlier periods, grants. */
export interface QuotaSource {
  readonly kind: 'plan' | 'rollover' | 'grant';
  readonly title: string;
  /** What it has for this period. */
  readonly octets: bigint;
  readonly leftOctets: bigint;
  readonly expiresAtMs: number | null;
  /** Of a grant. */
  readonly grantId: string | null;
}

/** How a metered line stands now, as its meter has worked it out. Octets are as they count: weighed by the hour, where the meter does that. */
export interface QuotaState {
  readonly serviceId: string;
  /** The period that is counted now; its end is not included. */
  readonly period: { readonly fromMs: number; readonly untilMs: number };
  /** What pays, in the order in which it is used. */
  readonly sources: readonly QuotaSource[];
  /** What was paid for in this period, and what is over the limit. */
  readonly usedOctets: bigint;
  readonly leftOctets: bigint;
  /** What counted and nothing paid for; 0 while something is left, and without what was let off when a grant came. */
  readonly overusedOctets: bigint;
  readonly isExhausted: boolean;
  /** The begin of the traffic that nothing pays for: a grant that is valid from then covers it. Null where nothing is over. */
  readonly exhaustedSinceMs: number | null;
  /** What the line is charged for over the limit: each started unit. Absent where that costs nothing, or the line does not go on. */
  readonly overuse?: { readonly unitOctets: bigint; readonly priceMinor: AmountMinor };
}

/** What a meter says when a line has used all it has, before anything happens to the line. */
export interface QuotaNeed {
  readonly serviceId: string;
  readonly customerId: string;
  readonly period: { readonly fromMs: number; readonly untilMs: number };
  /** What nothing pays for yet; 0 when the last octet was just used. */
  readonly overusedOctets: bigint;
  readonly exhaustedSinceMs: number;
}

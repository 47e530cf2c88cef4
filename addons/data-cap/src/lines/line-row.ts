import type { LineState } from './line-state.js';

/** How a line stood when it was looked at last. Octets are text, in hundredths. */
export interface LineRow {
  readonly service: string;
  readonly customer: string;
  readonly plan: string;
  readonly period_from: number;
  readonly period_until: number;
  readonly state: LineState;
  readonly percent: number;
  readonly used: string;
  readonly has_left: string;
  readonly explanation: string;
  /** The highest notice that has gone out since the period began or data came, and still holds; 0 for none. */
  readonly told_percent: number;
  /** How many grants had come in the period by then; null in rows from before it was kept. */
  readonly told_grants: number | null;
  /** What the line might use in all by then; null in rows from before it was kept. */
  readonly told_all: string | null;
  /** Until so many octets flowed in the period, download and upload together, nothing can happen: whole octets as text. */
  readonly quiet_until: string;
  /** When it has to be looked at though nothing flows: a period or an hour of another weight begins, a grant expires, others are asked for more again. */
  readonly recheck_at: number;
  /** What routers were told that each session may still carry, and what had flowed by then in the direction that counts: whole octets. */
  readonly told_share: string | null;
  readonly told_flow: string | null;
  /** What is known of it that was not looked at yet, as in `LineNews`; null for nothing. */
  readonly since_ms: number | null;
  readonly has_session_ended: boolean | null;
  /** How often it could not be brought up to date since it was last; null for never. */
  readonly failures: number | null;
}

/** What has become known of a line since it was looked at last. */
export interface LineNews {
  /** A session of it has ended: those that stay, or have begun meanwhile, are told what that leaves. */
  readonly hasSessionEnded: boolean;
  /** The first hour of which more is known; undefined for none. */
  readonly sinceMs: number | undefined;
}

export function newsOf({ since_ms, has_session_ended }: Pick<LineRow, 'since_ms' | 'has_session_ended'>): LineNews {
  return { hasSessionEnded: has_session_ended ?? false, sinceMs: since_ms ?? undefined };
}

export function bothNews(one: LineNews, other: LineNews): LineNews {
  const known = [one.sinceMs, other.sinceMs].filter((sinceMs) => sinceMs !== undefined);
  return {
    hasSessionEnded: one.hasSessionEnded || other.hasSessionEnded,
    sinceMs: known.length === 0 ? undefined : Math.min(...known),
  };
}

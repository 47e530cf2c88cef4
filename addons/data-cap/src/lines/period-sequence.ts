import type { CapRules } from '../engine/cap-rules.js';
import { type Calendar, type Period, periodAt } from '../engine/periods.js';
import type { StoredPeriod } from './line-tables.js';

/** How the period of an instant follows the newest one that is stored. */
export type Follow =
  /** It is that one, perhaps with another end. */
  | { readonly kind: 'same'; readonly period: Period }
  /** That one is not over and goes by another rhythm: it ends at this instant, and the next one begins. */
  | { readonly kind: 'cut'; readonly period: Period }
  /** That one is over; `gaps`: the periods between them in which nobody looked at the line. */
  | { readonly kind: 'later'; readonly period: Period; readonly gaps: readonly Period[] };

/**
 * No two periods of a line overlap, whatever becomes of its plan: one that a change of plan, or the change before that, has ended within a period of the
 * calendar is followed by what is left of that. `newestRules`: by which the newest one goes.
 */
export function followOf(
  newest: StoredPeriod,
  { newestRules, rules, calendar, atMs }: { newestRules: CapRules; rules: CapRules; calendar: Calendar; atMs: number },
): Follow {
  const wanted = periodAt(rules, calendar, atMs);
  const { fromMs, untilMs, content } = newest;
  const hasRhythm = newestRules.period === rules.period && newestRules.anchor === rules.anchor;
  const isWanted = fromMs === wanted.fromMs && untilMs === wanted.untilMs;
  const goesOn = hasRhythm && (atMs < untilMs || fromMs >= wanted.fromMs);
  if (goesOn || isWanted || fromMs === atMs) return { kind: 'same', period: { fromMs, untilMs: wanted.untilMs } };
  if (atMs < untilMs) return { kind: 'cut', period: { fromMs: atMs, untilMs: wanted.untilMs } };
  const period = { fromMs: Math.max(wanted.fromMs, untilMs), untilMs: wanted.untilMs };
  // Of a line that was let go nothing counts until it is back, and no rhythm has gaps in the periods of another.
  const hasGaps = hasRhythm && !content.isReleased;
  return { kind: 'later', period, gaps: hasGaps ? periodsBetween(untilMs, period.fromMs, { rules, calendar }) : [] };
}

function periodsBetween(fromMs: number, untilMs: number, { rules, calendar }: { rules: CapRules; calendar: Calendar }): readonly Period[] {
  const periods: Period[] = [];
  for (let atMs = fromMs; atMs < untilMs; ) {
    const next = { fromMs: atMs, untilMs: Math.min(periodAt(rules, calendar, atMs).untilMs, untilMs) };
    periods.push(next);
    atMs = next.untilMs;
  }
  return periods;
}

import type { UnpaidPart } from './allocation.js';
import { leftAt, type Standing } from './assessment.js';

/** What a line may use in a period, and what of it is used: in hundredths of an octet. */
export interface Amounts {
  readonly left: bigint;
  /** All that the line may use: what was paid for, and what is left. */
  readonly all: bigint;
  /** Over `all` where something counted that nothing pays for. */
  readonly used: bigint;
  /** What nothing pays for; 0 while something is left. What flowed before the newest grant came is let off: the grant is not used up by it. */
  readonly overused: bigint;
  /** The begin of its first hour; null where it is 0. */
  readonly overusedSinceMs: number | null;
}

/** The one rule of how much is used of how much. */
export function amountsAt(standing: Standing, nowMs: number): Amounts {
  const left = leftAt(standing, nowMs);
  const paid = standing.sources.reduce((sum, source) => sum + source.paid, 0n);
  const open = left > 0n ? [] : standing.unpaidParts.filter((part) => !isLetOff(part, standing, nowMs));
  const overused = open.reduce((sum, { unpaid }) => sum + unpaid, 0n);
  return { left, all: paid + left, used: paid + overused, overused, overusedSinceMs: open[0]?.end.hourMs ?? null };
}

/** Whether a grant came later. */
function isLetOff({ end, hourEndMs }: UnpaidPart, { sources }: Standing, nowMs: number): boolean {
  return sources.some(({ kind, validFromMs, cameAt }) => {
    if (kind !== 'grant' || validFromMs > nowMs) return false;
    return hourEndMs <= validFromMs || (cameAt?.hourMs === end.hourMs && end.counted <= cameAt.counted);
  });
}

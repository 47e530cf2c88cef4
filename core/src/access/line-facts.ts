import type { ReplyFacts } from '@tapline/sdk';

/** What all sources state of a line. */
export interface LineFacts extends ReplyFacts {
  /** Another number says that a session that lives should hear of it. */
  readonly generation: number;
}

export interface StatedFacts {
  readonly source: string;
  readonly facts: ReplyFacts;
  readonly generation: number;
}

export const NO_FACTS: LineFacts = Object.freeze({ generation: 0 });

const QUOTAS = ['downloadOctetsLeft', 'uploadOctetsLeft', 'totalOctetsLeft'] as const;
const SMALLEST_COUNTS = [...QUOTAS, 'endsAtMs', 'interimIntervalSeconds'] as const;

/** Of several sources the smallest number counts, and address lists add up. */
export function foldFacts(stated: readonly StatedFacts[]): LineFacts {
  if (stated.length === 0) return NO_FACTS;
  const numbers = SMALLEST_COUNTS.flatMap((name) => {
    const values = stated.flatMap(({ facts }) => facts[name] ?? []);
    return values.length === 0 ? [] : [[name, Math.min(...values)] as const];
  });
  const addressLists = [...new Set(stated.flatMap(({ facts }) => facts.addressLists ?? []))];
  return {
    ...Object.fromEntries(numbers),
    ...(addressLists.length === 0 ? {} : { addressLists }),
    generation: stated.reduce((sum, { generation }) => sum + generation, 0),
  };
}

/**
 * Whether a session that lives has to be told: not when only less is left than before, which its router counts by itself, nor how often it is to
 * report, which no router changes.
 */
export function concernsLiveSession(before: ReplyFacts, after: ReplyFacts): boolean {
  const isQuotaRaised = QUOTAS.some((name) => before[name] !== after[name] && !((after[name] ?? Infinity) < (before[name] ?? -Infinity)));
  return isQuotaRaised || before.endsAtMs !== after.endsAtMs || String(before.addressLists) !== String(after.addressLists);
}

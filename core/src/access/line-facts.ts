import type { ReplyFacts } from '@tapline/sdk';
import type { LineTotal } from '../usage/line-totals.js';

/** What all sources state of a line. */
export interface LineFacts extends ReplyFacts {
  /** Another number says that a session that lives should hear of it; see {@link generationAfter}. */
  readonly generation: number;
}

/** How a session that lives hears of what is stated: even by a new login, or only where its router takes a CoA-Request. */
export type Telling = 'in-any-case' | 'by-coa';

export const QUOTAS = ['downloadOctetsLeft', 'uploadOctetsLeft', 'totalOctetsLeft'] as const;

export type Quota = (typeof QUOTAS)[number];

export interface StatedFacts {
  readonly source: string;
  readonly facts: ReplyFacts;
  readonly generation: number;
  /** What had flowed over the line when its quotas were stated; null where none are, and where they were stated before that was kept. */
  readonly flowedBefore: LineTotal | null;
  /** When a quota was taken back: sessions of until then may have been told one. */
  readonly liftedAtMs: Readonly<Partial<Record<Quota, number>>>;
}

export const NO_FACTS: LineFacts = Object.freeze({ generation: 0 });

const SMALLEST_COUNTS = [...QUOTAS, 'endsAtMs', 'interimIntervalSeconds'] as const;

/** Of several sources the smallest number counts, and address lists add up. */
export function foldFacts(stated: readonly Pick<StatedFacts, 'source' | 'facts' | 'generation'>[]): LineFacts {
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

const STEP_IN_ANY_CASE = 1_024;

/** The generation of what is told next: a multiple of 1,024 where it is told in any case, one more where only by CoA. */
export function generationAfter(generation: number, telling: Telling | undefined): number {
  if (telling === undefined) return generation;
  return telling === 'by-coa' ? generation + 1 : (Math.floor(generation / STEP_IN_ANY_CASE) + 1) * STEP_IN_ANY_CASE;
}

/** Those before a generation after which sessions were told by CoA only, the newest first. */
export function generationsShortOf(generation: number): readonly number[] {
  return Array.from({ length: generation % STEP_IN_ANY_CASE }, (_, index) => generation - 1 - index);
}

export function hasQuota(facts: ReplyFacts): boolean {
  return QUOTAS.some((name) => facts[name] !== undefined);
}

/** {@link StatedFacts.liftedAtMs} once `after` is stated in place of what was. */
export function liftedBy({ facts, liftedAtMs }: StatedFacts, after: ReplyFacts, nowMs: number): StatedFacts['liftedAtMs'] {
  const lifted = QUOTAS.filter((name) => facts[name] !== undefined && after[name] === undefined);
  return lifted.length === 0 ? liftedAtMs : { ...liftedAtMs, ...Object.fromEntries(lifted.map((name) => [name, nowMs])) };
}

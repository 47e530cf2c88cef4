import type { HourOfUsage } from './assessment.js';

export type Octets = Pick<HourOfUsage, 'downloadOctets' | 'uploadOctets'>;

/**
 * Where something begins within an hour: what had flowed by then in that hour, and on that day. Hours and days are the smallest that usage is known by, so
 * both periods where a change of plan has cut one off from the next, and what pays before and after a grant came, have a part of the same one.
 */
export interface Cut {
  readonly hour: Octets;
  readonly day: Octets;
}

/** What a cut leaves to the period before it of what flowed in the hour, or on the day, that begins so. */
export interface CutAt {
  readonly beginMs: number;
  readonly octets: Octets;
}

export const NOTHING_FLOWED: Octets = { downloadOctets: 0n, uploadOctets: 0n };

/** What belongs to the period between two cuts: both periods at a cut together have what flowed, whatever becomes known of it later. */
export function betweenCuts(
  flowed: readonly HourOfUsage[],
  { begin, end }: { readonly begin: CutAt | null; readonly end: CutAt | null },
): readonly HourOfUsage[] {
  return flowed.map(({ hourMs, ...all }) => {
    const until = end?.beginMs === hourMs ? each(all, end.octets, lesser) : all;
    const from = begin?.beginMs === hourMs ? each(until, begin.octets, lesser) : NOTHING_FLOWED;
    return { hourMs, ...each(until, from, (a, b) => a - b) };
  });
}

/** A later cut in the same hour has at least what the one before it has: else the period between them would have less than nothing. */
export function notBefore(cut: Cut, earlier: Cut): Cut {
  return { hour: each(cut.hour, earlier.hour, greater), day: each(cut.day, earlier.day, greater) };
}

export function sumOf(all: readonly Octets[]): Octets {
  return all.reduce<Octets>((sum, next) => each(sum, next, (a, b) => a + b), NOTHING_FLOWED);
}

/** What an hour has of so much at most. */
export function lesserOf(a: Octets, b: Octets): Octets {
  return each(a, b, lesser);
}

function each(a: Octets, b: Octets, of: (a: bigint, b: bigint) => bigint): Octets {
  return { downloadOctets: of(a.downloadOctets, b.downloadOctets), uploadOctets: of(a.uploadOctets, b.uploadOctets) };
}

function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

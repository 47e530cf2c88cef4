import type { SourceStanding } from './assessment.js';
import { type CapRules, HUNDREDTHS } from './cap-rules.js';

/** What was left of an earlier period, in hundredths of an octet. */
export interface RolloverLot {
  readonly amount: bigint;
  /** It is lost at this instant. */
  readonly expiresAtMs: number;
}

/** What lives on at the end of a period: never more than `most`, and where that is too much, what would be lost first is lost now. */
export function rolledOver(
  rest: readonly RolloverLot[],
  { endMs, most }: { readonly endMs: number; readonly most: bigint | null },
): readonly RolloverLot[] {
  const living = rest.filter(({ amount, expiresAtMs }) => amount > 0n && expiresAtMs > endMs).sort((a, b) => b.expiresAtMs - a.expiresAtMs);
  const kept: RolloverLot[] = [];
  let room = most;
  for (const lot of living) {
    const amount = room === null || lot.amount < room ? lot.amount : room;
    if (amount > 0n) kept.push({ ...lot, amount });
    if (room !== null) room -= amount;
  }
  return kept.toReversed();
}

/** What the sources of a period leave to the one that begins at its end; bought data lives on by itself. */
export function leftToNext(
  { rollover }: Pick<CapRules, 'rollover'>,
  sources: readonly SourceStanding[],
  endMs: number,
): readonly RolloverLot[] {
  if (rollover === null) return [];
  const rest = sources
    .filter(({ kind }) => kind !== 'grant')
    .map(({ amount, paid, expiresAtMs }) => ({ amount: amount - paid, expiresAtMs: expiresAtMs ?? endMs }));
  return rolledOver(rest, { endMs, most: rollover.mostOctets === null ? null : rollover.mostOctets * HUNDREDTHS });
}

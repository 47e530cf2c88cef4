import type { Standing } from '../engine/assessment.js';
import type { Verdict } from '../engine/verdict.js';
import type { CappedLine, OpenPeriod } from './period-book.js';

/** How a line stands, and what follows from it. */
export interface SettledLine {
  readonly line: CappedLine;
  readonly open: OpenPeriod;
  readonly standing: Standing;
  readonly verdict: Verdict;
  /** As `VerdictMoment` has it. */
  readonly payableOveruse: bigint | null;
}

/** Whether others are asked to grant more before its next step. */
export function isAskingForMore({ isExhausted, step }: Verdict): boolean {
  return isExhausted && step !== null;
}

import type { Verdict } from '../engine/verdict.js';

/** `near`: nothing has happened to it yet, and little is left. */
export type LineState = 'open' | 'near' | 'slowed' | 'blocked' | 'charged';

const NEAR_PERCENT = 80;

/** How a line stands, in a word. */
export function lineStateOf({ restriction, step, unitsOverused, percent }: Verdict): LineState {
  if (restriction) return restriction.effect.kind === 'block' ? 'blocked' : 'slowed';
  if (step?.action.kind === 'charge' && unitsOverused > 0n) return 'charged';
  return percent >= NEAR_PERCENT ? 'near' : 'open';
}

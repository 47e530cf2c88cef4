import type { FailedTry } from './failure-store.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** Pauses after the first, second … failed try; after the last of 8 tries the event is parked. */
const PAUSES_MS = [SECOND_MS, 5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS, 60 * MINUTE_MS];

/** What becomes of an event after its n-th failed try. */
export function afterFailedTry(attempts: number, error: string, nowMs: number): FailedTry {
  const pauseMs = PAUSES_MS[attempts - 1];
  if (pauseMs === undefined) return { state: 'parked', attempts, nextTryAtMs: nowMs, error };
  return { state: 'retrying', attempts, nextTryAtMs: nowMs + pauseMs, error };
}

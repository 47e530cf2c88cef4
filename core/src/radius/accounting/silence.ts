/** The end of a session whose Stop never came, as far as we can tell; the router may prove otherwise. */
export const LOST_STOP = 'Lost-Stop';

const GUESSED_CAUSES: ReadonlySet<string | null> = new Set([LOST_STOP, 'Lost-Session']);
const LEAST_INTERVAL_SECONDS = 300;
/** Three intervals. */
export const LOST_AFTER_MS_PER_SECOND = 3_000;
/** A report may be late, and one may be lost on its way. */
const INTERVALS_UNTIL_SILENT = 1.5;

/** Whether a session was ended by us, and not by its router's word. */
export function isEndGuessed({
  stoppedAtMs,
  terminateCause,
}: {
  readonly stoppedAtMs: number | null;
  readonly terminateCause: string | null;
}): boolean {
  return stoppedAtMs !== null && GUESSED_CAUSES.has(terminateCause);
}

/** The interval by which silence is measured. Five minutes at least, so that no session is lost within 15. */
export function patientInterval(...intervalsSeconds: readonly number[]): number {
  return Math.max(LEAST_INTERVAL_SECONDS, ...intervalsSeconds);
}

/** How long a session may say nothing before it counts as lost. */
export function lostAfterMs(intervalSeconds: number): number {
  return LOST_AFTER_MS_PER_SECOND * patientInterval(intervalSeconds);
}

/** How long a session says nothing before a new one of the same device tells that it is gone. */
export function silentAfterMs(intervalSeconds: number): number {
  return INTERVALS_UNTIL_SILENT * 1000 * patientInterval(intervalSeconds);
}

/** How long we may be deaf ourselves without any session seeming silent that is not. */
export function longestDeafnessMs(intervalSeconds: number): number {
  return lostAfterMs(intervalSeconds) / 2;
}

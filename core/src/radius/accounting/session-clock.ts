/** Acct-Session-Time and Acct-Delay-Time are whole seconds, and a report may be under way for some. */
const TOLERANCE_MS = 10_000;
/** By which the clocks of a router and this server part: a day makes some nine seconds. */
const DRIFT_MS_PER_SECOND = 0.1;
/** That of months: longer is no session looked for. */
export const MOST_DRIFT_MS = 600_000;

/** How far an instant may be off that is told by how long a session has lasted. */
export function sessionClockToleranceMs(sessionSeconds: number): number {
  return TOLERANCE_MS + Math.min(MOST_DRIFT_MS, sessionSeconds * DRIFT_MS_PER_SECOND);
}

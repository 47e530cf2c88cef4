/** How long a router had been up when it was read. */
export interface Uptime {
  readonly uptimeSeconds: number;
  readonly readAtMs: number;
  /** The router's clock less ours; null where it cannot be read. */
  readonly clockSkewMs: number | null;
}

/** Uptime is told in whole seconds, and answers take their time. */
const LARGEST_DRIFT_MS = 60_000;

/**
 * Whether a router has been started since an earlier reading. A lower uptime says so. Where it was away for longer than it had been up, its uptime is higher
 * and still less than what has passed: that is believed only while its clock and ours agree on how much has passed, for a restart that was none
 * would count everything twice.
 */
export function hasRestarted(before: Uptime | undefined, now: Uptime): boolean {
  if (!before) return false;
  if (now.uptimeSeconds < before.uptimeSeconds) return true;
  if (before.clockSkewMs === null || now.clockSkewMs === null) return false;
  const passedMs = now.readAtMs - before.readAtMs;
  const upMs = (now.uptimeSeconds - before.uptimeSeconds) * 1000;
  const clocksAgree = Math.abs(now.clockSkewMs - before.clockSkewMs) < LARGEST_DRIFT_MS;
  return clocksAgree && passedMs - upMs > LARGEST_DRIFT_MS;
}

import type { SessionRecord } from './accounting-record.js';
import type { StoredSession } from './apply-accounting.js';
import { sessionClockToleranceMs } from './session-clock.js';

/**
 * Whether a record proves that a session lives on that we took for ended when its device told of a restart: a router may send Accounting-On or -Off
 * when only its accounting is set up anew, or the same one again later. What it counted before a real restart may come late and without an
 * Acct-Delay-Time; but how long the session had lasted when it was counted tells when that was.
 */
export function hasOutlivedRestart(
  { restartedAtMs, startedAtMs, sessionSeconds }: Pick<StoredSession, 'restartedAtMs' | 'startedAtMs' | 'sessionSeconds'>,
  record: Pick<SessionRecord, 'kind' | 'happenedAtMs' | 'sessionSeconds'>,
): boolean {
  if (restartedAtMs === null || record.kind === 'start' || record.sessionSeconds <= sessionSeconds) return false;
  const countedAtMs = startedAtMs + record.sessionSeconds * 1000;
  return record.happenedAtMs > restartedAtMs && countedAtMs - sessionClockToleranceMs(record.sessionSeconds) > restartedAtMs;
}

import type { SubscriberSession } from '../domain/session.js';
import type { SessionReport, SessionReportOutcome } from '../domain/session-report.js';
import type { Transaction } from '../transaction.js';

/** Takes in what was counted otherwise than by RADIUS: the same sessions, usage and rules as its accounting. */
export interface Accounting {
  /**
   * Takes reports in, in the caller's transaction, and says of each what became of it. Counters are high-water marks: a report that comes twice or late
   * counts nothing twice. Where RADIUS accounting speaks of a line, it counts: what is reported of a session that overlaps is left out, and the session
   * reported before is closed. Throws `SESSION_REPORT_INVALID`, `ROUTER_UNKNOWN`.
   */
  report(tx: Transaction, reports: readonly SessionReport[]): Promise<readonly SessionReportOutcome[]>;
  /** Those of these lines for which RADIUS accounting has a session that is online, or has spoken since an instant. */
  countedByRadius(
    tx: Transaction,
    query: { readonly serviceIds: readonly string[]; readonly sinceMs: number },
  ): Promise<ReadonlySet<string>>;
  /** A line's sessions that are online, by RADIUS and by reports, the newest first. */
  online(tx: Transaction, serviceId: string): Promise<readonly SubscriberSession[]>;
  /** Throws `SESSION_UNKNOWN`. */
  session(tx: Transaction, sessionId: string): Promise<SubscriberSession>;
}

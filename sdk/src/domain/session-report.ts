/** What somebody who reads a router in another way than RADIUS has counted of a line's session. Download and upload are the customer's. */
export interface SessionReport {
  readonly routerId: string;
  readonly serviceId: string;
  /** Names the session on its router for this add-on: another one for a device that has come anew. Up to 100 characters. */
  readonly sessionId: string;
  /** `stop` is the last word of a session. */
  readonly kind: 'interim' | 'stop';
  /** When the counters were read. */
  readonly readAtMs: number;
  readonly startedAtMs: number;
  /** Since the session began; they never go down: what a counter had before it began anew is added by whoever reads it. */
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
  readonly ipv4Address: string | null;
  readonly macAddress: string | null;
  /** Of a stop, as RADIUS calls it: `Lost-Carrier`. */
  readonly terminateCause?: string;
}

/** `counted`: taken into sessions and usage. `by-radius`: RADIUS accounting counts the line in that time, so that this was left out. `unknown`: no such line. */
export type SessionReportOutcome = 'counted' | 'by-radius' | 'unknown';

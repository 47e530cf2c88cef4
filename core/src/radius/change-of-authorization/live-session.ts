import type { CoaPolicy } from '@tapline/sdk';
import type { SessionMarks } from './session-marks.js';

/** What the line of a session may now. */
export interface WantedGrant {
  readonly digest: string;
  readonly isAllowed: boolean;
  readonly ipv4Address: string | null;
  /** Why it is shut, in words; empty when it is open. */
  readonly reason: string;
  readonly changedAtMs: number;
}

/** A session that is online as far as routers have told, what it was granted, and what it should have. */
export interface LiveSession extends SessionMarks {
  readonly id: string;
  readonly serviceId: string | null;
  readonly routerId: string;
  readonly coaPolicy: CoaPolicy;
  readonly macAddress: string | null;
  /** See `nasDeviceOf`; null of one from before that was kept. */
  readonly nasDevice: string | null;
  /** Where a router that is a network has several devices, that of the session, by its address; else empty. */
  readonly deviceAddress: string;
  readonly startedAtMs: number;
  readonly lastSeenMs: number;
  readonly used: { readonly downloadOctets: number; readonly uploadOctets: number };
  /** Null where the router does not echo our Class. */
  readonly grantedDigest: string | null;
  /** Why somebody wants it ended; null when nobody does. */
  readonly endReason: string | null;
  readonly endRequestedAtMs: number | null;
  /** When its router was last changed here or found to take Disconnect-Requests: it may well do now what it has refused before. */
  readonly routerMendedAtMs: number;
  /** Undefined for a session of no line of ours. */
  readonly wanted: WantedGrant | undefined;
}

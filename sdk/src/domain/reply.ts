/** One attribute that an operator adds to what a router is told, by its name in the RFCs or in the vendor's dictionary. */
export interface ReplyAttribute {
  readonly name: string;
  /** May hold placeholders: {@link REPLY_PLACEHOLDERS}. */
  readonly value: string;
}

/** What a line's router is told beyond speed and addresses. What a service states goes before what its plan states. */
export interface ReplyTerms {
  /** The router puts the line's address on these lists. The plan's and the service's are added up. */
  readonly addressLists?: readonly string[];
  /** The name of a filter that the router keeps. */
  readonly filterId?: string;
  /** The router ends a session after this time, and the customer's device logs in anew. */
  readonly sessionTimeoutSeconds?: number;
  /** The router ends a session after so long without traffic. */
  readonly idleTimeoutSeconds?: number;
  /** How often the router reports usage, when not as configured. */
  readonly interimIntervalSeconds?: number;
  readonly attributes?: readonly ReplyAttribute[];
}

/** Speed beyond the plan's rates: what the queue of a router may do besides. All rates in bit/s. */
export interface Shaping {
  readonly burst?: Burst;
  /** From 1, served first, to 8. */
  readonly priority?: number;
  /** What the line gets however full the router's link is; not over its rate. */
  readonly minimum?: { readonly downloadBitsPerSecond: number; readonly uploadBitsPerSecond: number };
}

/** A faster start: the burst rate is given while the average over `seconds` is below the threshold. */
export interface Burst {
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
  readonly downloadThresholdBitsPerSecond: number;
  readonly uploadThresholdBitsPerSecond: number;
  readonly seconds: number;
}

/**
 * What an add-on knows that bears on a session's end: told to the router at each login, so that the router itself ends the session in time.
 * Of several sources the smallest number counts; address lists add up.
 */
export interface ReplyFacts {
  /** Octets that may still flow. Not over 2^53 - 1. */
  readonly downloadOctetsLeft?: number;
  readonly uploadOctetsLeft?: number;
  /** Both directions together. */
  readonly totalOctetsLeft?: number;
  /** No session lasts beyond this instant: a period ends, a ticket expires. */
  readonly endsAtMs?: number;
  /** How often the router reports usage, when that is to be more often than as configured: a limit is near. Counts from the next login. */
  readonly interimIntervalSeconds?: number;
  readonly addressLists?: readonly string[];
}

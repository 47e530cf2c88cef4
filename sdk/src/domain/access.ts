/** A fact that narrows a service's access, held by whoever set it; one per service and source. */
export interface Restriction {
  readonly serviceId: string;
  /** The add-on that set it, or `core`. */
  readonly source: string;
  readonly effect: RestrictionEffect;
  /** For people, whole sentences: why, and what to do. */
  readonly reason: string;
  readonly sinceMs: number;
}

export type RestrictionEffect =
  | { readonly kind: 'block' }
  | { readonly kind: 'limit'; readonly downloadBitsPerSecond: number; readonly uploadBitsPerSecond: number };

/** One thing that decides a line's access. */
export interface AccessReason {
  /** `service`, `customer`, or the source of a restriction. */
  readonly source: string;
  readonly effect: 'block' | 'limit';
  readonly text: string;
  readonly sinceMs: number;
}

/** May this line pass, and how fast: what RADIUS answers from and what people are shown. */
export interface Access {
  readonly serviceId: string;
  readonly isAllowed: boolean;
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
  /** What is kept for the line; `null` where each session gets its own. */
  readonly ipv4Address: string | null;
  readonly ipv6Prefix: string | null;
  readonly delegatedIpv6Prefix: string | null;
  /** What shuts the line: `notActive` the status of service or customer, `restricted` a restriction or a blocked customer; null when it is open. */
  readonly shutBy: 'notActive' | 'restricted' | null;
  /** Empty when the line passes at the plan's full speed. */
  readonly reasons: readonly AccessReason[];
  /** Grows with every change. */
  readonly version: number;
  readonly changedAtMs: number;
}

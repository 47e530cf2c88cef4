/** One RADIUS accounting session of a service on a router. Download and upload are the customer's. */
export interface SubscriberSession {
  readonly id: string;
  readonly routerId: string;
  readonly acctSessionId: string;
  readonly serviceId: string | null;
  readonly login: string;
  readonly ipv4Address: string | null;
  /** Framed-IPv6-Prefix of the link, with its length (RFC 3162 s2.3). */
  readonly ipv6Prefix: string | null;
  /** Delegated-IPv6-Prefix, for the networks behind the customer's router (RFC 4818). */
  readonly delegatedIpv6Prefix: string | null;
  /** Framed-IPv6-Address of the customer's device itself (RFC 6911 s3.1). */
  readonly ipv6Address: string | null;
  /** What its router has told of it beside these, where it has several of a kind; an address as a prefix of 128 bits. */
  readonly furtherIpv6Prefixes: readonly string[];
  readonly macAddress: string | null;
  readonly startedAtMs: number;
  readonly lastSeenMs: number;
  readonly stoppedAtMs: number | null;
  readonly terminateCause: string | null;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
}

/** What a service used on one day. */
export interface DailyUsage {
  readonly date: string;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
}

/** One RADIUS accounting session of a service on a router. Download and upload are the customer's. */
export interface SubscriberSession {
  readonly id: string;
  readonly routerId: string;
  readonly acctSessionId: string;
  readonly serviceId: string | null;
  readonly login: string;
  readonly ipv4Address: string | null;
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

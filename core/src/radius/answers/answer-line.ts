import type { ReplyFacts, ReplyTerms, Shaping } from '@tapline/sdk';

/** The addresses of a line or of one login: what the book of addresses gives it, as text. */
export interface LineAddresses {
  readonly ipv4Address: string | null;
  /** A pool that the router keeps itself; only without an address. */
  readonly framedPool?: string | null;
  /** As RFC 2865 s5.22 has them: `192.0.2.0/24 10.0.0.1 1`. */
  readonly framedRoutes?: readonly string[];
  /** For the link: `2001:db8:1:1::/64`. */
  readonly ipv6Prefix?: string | null;
  readonly ipv6InterfaceId?: string | null;
  readonly framedIpv6Pool?: string | null;
  /** For the customer's network (RFC 4818): `2001:db8:1::/56`. */
  readonly delegatedIpv6Prefix?: string | null;
  readonly delegatedIpv6Pool?: string | null;
  readonly framedIpv6Routes?: readonly string[];
}

/** A line as an answer is made of it. */
export interface AnswerLine extends LineAddresses {
  readonly serviceId: string;
  readonly login: string;
  readonly macAddresses: readonly string[];
  /** In bit/s; `undefined` leaves the speed to the router. */
  readonly downloadBitsPerSecond: number | undefined;
  readonly uploadBitsPerSecond: number | undefined;
  readonly shaping?: Shaping | undefined;
  /** Of the plan; many lines share one. */
  readonly planTerms?: ReplyTerms | undefined;
  /** Of the service: goes before the plan's. */
  readonly ownTerms?: ReplyTerms | undefined;
  readonly facts?: ReplyFacts | undefined;
  readonly redirectUrl?: string | undefined;
}

import type { Ipv4Choice, Ipv6Choice } from './ip-network.js';

export type ServiceStatus = 'pending' | 'active' | 'paused' | 'stopped';

/** A customer's subscription to a plan, with what it needs to log in. */
export interface Service {
  readonly id: string;
  readonly customerId: string;
  readonly planId: string;
  readonly status: ServiceStatus;
  /** The RADIUS User-Name; unique. */
  readonly login: string;
  /** When set, only this device may use the line. Upper case with colons: `00:0C:42:1F:2A:3B`. */
  readonly macAddress: string | null;
  readonly ipv4: Ipv4Choice;
  /** Of the link (Framed-IPv6-Prefix). */
  readonly ipv6: Ipv6Choice;
  /** Of the network behind the line (Delegated-IPv6-Prefix). */
  readonly delegatedIpv6: Ipv6Choice;
  /** Networks behind the line, `network gateway metric` each (Framed-Route, Framed-IPv6-Route). */
  readonly routes: readonly string[];
  /** What is kept for the service: named, or picked from a pool; `null` where each session gets its own. */
  readonly ipv4Address: string | null;
  readonly ipv6Prefix: string | null;
  readonly delegatedIpv6Prefix: string | null;
  readonly createdAtMs: number;
}

export interface NewService {
  readonly customerId: string;
  readonly planId: string;
  readonly status?: ServiceStatus;
  readonly login: string;
  readonly password: string;
  readonly macAddress?: string | null;
  readonly ipv4?: Ipv4Choice;
  readonly ipv6?: Ipv6Choice;
  readonly delegatedIpv6?: Ipv6Choice;
  /** `192.168.5.0/24`, with a gateway and a metric behind it where they differ from the line itself and 1. */
  readonly routes?: readonly string[];
}

export type ServiceChanges = Partial<Omit<NewService, 'customerId'>>;

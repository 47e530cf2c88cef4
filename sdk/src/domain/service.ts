import type { AmountMinor } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';
import type { Ipv4Choice, Ipv6Choice } from './ip-network.js';
import type { LoginRules } from './login-rules.js';
import type { ReplyTerms } from './reply.js';

export type ServiceStatus = 'pending' | 'active' | 'paused' | 'stopped';

/** Taken off a service's monthly price on days of its time; several are taken off one after another. */
export type ServiceDiscount = {
  /** For people: `Winter offer`. */
  readonly title: string;
  readonly from: LocalDate;
  /** The last day; `null` for no end. */
  readonly until: LocalDate | null;
} & (
  | {
      readonly kind: 'percent';
      /** 1250 is 12.5 %. */
      readonly hundredthsOfPercent: number;
    }
  | { readonly kind: 'amount'; readonly amountMinor: AmountMinor }
);

/** A customer's subscription to a plan, with what it needs to log in. */
export interface Service {
  readonly id: string;
  readonly customerId: string;
  readonly planId: string;
  readonly status: ServiceStatus;
  /** How many times the plan is charged; from 1. */
  readonly quantity: number;
  /** A month's price of one, instead of the plan's. */
  readonly unitPriceMinor: AmountMinor | null;
  readonly discounts: readonly ServiceDiscount[];
  /** The RADIUS User-Name; unique. */
  readonly login: string;
  /** The service's devices. Upper case with colons: `00:0C:42:1F:2A:3B`. */
  readonly macAddresses: readonly string[];
  /** Those of them that were remembered by themselves. */
  readonly learnedMacAddresses: readonly string[];
  readonly loginRules: LoginRules;
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
  /** What routers are told besides of this line; goes before the plan's. */
  readonly reply: ReplyTerms;
  readonly createdAtMs: number;
}

export interface NewService {
  readonly customerId: string;
  readonly planId: string;
  readonly status?: ServiceStatus;
  readonly quantity?: number;
  readonly unitPriceMinor?: AmountMinor | null;
  readonly discounts?: readonly ServiceDiscount[];
  readonly login: string;
  /** May be left out where the MAC address or the circuit is enough: with the access types `dhcp` and `hotspot`. */
  readonly password?: string;
  readonly macAddresses?: readonly string[];
  readonly loginRules?: Partial<LoginRules>;
  readonly ipv4?: Ipv4Choice;
  readonly ipv6?: Ipv6Choice;
  readonly delegatedIpv6?: Ipv6Choice;
  /** `192.168.5.0/24`, with a gateway and a metric behind it where they differ from the line itself and 1. */
  readonly routes?: readonly string[];
  readonly reply?: ReplyTerms;
}

export type ServiceChanges = Partial<Omit<NewService, 'customerId'>>;

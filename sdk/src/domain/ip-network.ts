/** What a line may be given: an IPv4 address, an IPv6 prefix for its link (Framed-IPv6-Prefix), one for the network behind it (Delegated-IPv6-Prefix). */
export type AddressPart = 'ipv4' | 'ipv6' | 'delegatedIpv6';

/** A range of addresses for lines: `pool` hands them out, `static` and `management` are only given by name. */
export interface IpNetwork {
  readonly id: string;
  readonly name: string;
  /** `10.0.0.0/24` or `2001:db8::/40`, without host bits. */
  readonly cidr: string;
  readonly gives: AddressPart;
  /** How long each prefix is that it is cut into; 32 for IPv4, which is given by the address. */
  readonly prefixLength: number;
  readonly purpose: 'pool' | 'static' | 'management';
  /** The routers that its addresses are routed to; empty for any. */
  readonly routerIds: readonly string[];
  readonly createdAtMs: number;
}

export interface NewIpNetwork {
  readonly name: string;
  readonly cidr: string;
  /** By default `ipv4` or `ipv6`, as the CIDR is. */
  readonly gives?: AddressPart;
  /** By default 64 for `ipv6`, 56 for `delegatedIpv6`. */
  readonly prefixLength?: number;
  readonly purpose?: IpNetwork['purpose'];
  readonly routerIds?: readonly string[];
}

export type IpNetworkChanges = Partial<Pick<NewIpNetwork, 'name' | 'purpose' | 'routerIds'>>;

/**
 * Where an address comes from when nobody named it: `pool` picks a free one once and keeps it for the service; `session` leases one for each
 * session, from a network or (`null`) from those of the router; `router-pool` leaves it to the router's own pool of that name.
 */
export type PoolChoice =
  | { readonly mode: 'none' }
  | { readonly mode: 'pool'; readonly networkId: string }
  | { readonly mode: 'session'; readonly networkId: string | null }
  | { readonly mode: 'router-pool'; readonly name: string };

export type Ipv4Choice = PoolChoice | { readonly mode: 'static'; readonly address: string };

export type Ipv6Choice = PoolChoice | { readonly mode: 'static'; readonly prefix: string };

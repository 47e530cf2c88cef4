/** A device (NAS) that asks RADIUS: known by the source address of its packets. */
export interface Router {
  readonly id: string;
  readonly name: string;
  /** IPv4 source address of its RADIUS packets. */
  readonly address: string;
  /** UDP port on which it takes Disconnect- and CoA-Requests (RFC 5176: 3799). */
  readonly coaPort: number;
  /** Whether an Access-Request without Message-Authenticator is dropped (CVE-2024-3596; RouterOS sends it from 7.15 on). */
  readonly requireMessageAuthenticator: boolean;
  readonly createdAtMs: number;
}

export interface NewRouter {
  readonly name: string;
  readonly address: string;
  readonly secret: string;
  readonly coaPort?: number;
  readonly requireMessageAuthenticator?: boolean;
}

export type RouterChanges = Partial<NewRouter>;

/** A range of IPv4 addresses for lines: `pool` hands them out, `static` and `management` are only given by name. */
export interface Ipv4Network {
  readonly id: string;
  readonly name: string;
  /** `10.0.0.0/24`, without host bits. */
  readonly cidr: string;
  readonly purpose: 'pool' | 'static' | 'management';
  readonly createdAtMs: number;
}

export interface NewIpv4Network {
  readonly name: string;
  readonly cidr: string;
  readonly purpose: Ipv4Network['purpose'];
}

export type Ipv4NetworkChanges = Partial<Pick<NewIpv4Network, 'name' | 'purpose'>>;

export type ServiceStatus = 'pending' | 'active' | 'paused' | 'stopped';

/** Where the line's IPv4 address comes from; `pool` picks a free address once and keeps it for the service. */
export type Ipv4Choice =
  | { readonly mode: 'none' }
  | { readonly mode: 'static'; readonly address: string }
  | { readonly mode: 'pool'; readonly networkId: string };

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
  /** The address in force: the static one, or the one picked from the pool. */
  readonly ipv4Address: string | null;
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
}

export type ServiceChanges = Partial<Omit<NewService, 'customerId'>>;

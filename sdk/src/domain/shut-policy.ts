/**
 * Why a line is shut to who logs in: `unknownUser` no service has the login; `notActive` the service or its customer is not active; `restricted`
 * unpaid, capped or otherwise restricted; `wrongDevice` the wrong device, or somebody is online already; `wrongPassword`.
 */
export type ShutReason = 'unknownUser' | 'notActive' | 'restricted' | 'wrongDevice' | 'wrongPassword';

/** Whether the login is refused, or let in where nothing but the way to pay is open. */
export type ShutAction = 'reject' | 'walled-garden';

/** What is told to the router of who is let into the walled garden. The router itself keeps what may be reached from there. */
export interface WalledGarden {
  /** The router's firewall lets who is on this list reach the portal only. */
  readonly addressList?: string;
  /** A pool of addresses of the garden's own, kept by the router; without it the line keeps its address. */
  readonly pool?: string;
  /** Likewise for IPv6; without it no prefix is given. */
  readonly ipv6Pool?: string;
  readonly filterId?: string;
  /** Where a hotspot sends the browser. */
  readonly redirectUrl?: string;
  /** In both directions; the line's own speed unless given. */
  readonly bitsPerSecond?: number;
  /** 60 to 300: whoever pays is back within that time even if nothing reaches the router. */
  readonly sessionTimeoutSeconds: number;
}

/** What happens at each reason, and how the garden looks. */
export interface ShutPolicy {
  readonly actions: Readonly<Record<ShutReason, ShutAction>>;
  readonly garden: WalledGarden;
}

/** What a router does otherwise than the company's policy. */
export interface ShutPolicyChanges {
  readonly actions?: Partial<Readonly<Record<ShutReason, ShutAction>>>;
  readonly garden?: Partial<WalledGarden>;
}

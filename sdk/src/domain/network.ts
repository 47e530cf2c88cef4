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

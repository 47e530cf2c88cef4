/**
 * How a router is told that somebody online is to be changed or ended (RFC 5176). `coa-then-disconnect`: changed by CoA-Request where it can be, else
 * ended, so that the device logs in anew. `disconnect-only`: ended for any change. `none`: nothing is sent.
 */
export type CoaPolicy = 'coa-then-disconnect' | 'disconnect-only' | 'none';

/** Whether an Access-Request without Message-Authenticator is dropped (CVE-2024-3596): always, once one with it has come, or never. */
export type MessageAuthenticatorRule = 'yes' | 'auto' | 'no';

/** A device (NAS) that asks RADIUS: known by where its packets come from, behind a shared address by what it calls itself, over TLS by its certificate. */
export interface Router {
  readonly id: string;
  readonly name: string;
  /** Where its RADIUS packets come from: an IPv4 address, a network (`10.0.0.0/24`), or a host name; `tls:…` when only its certificate tells. */
  readonly address: string;
  /** Tells it from others behind the same address: the NAS-IP-Address that it sends. */
  readonly nasIpAddress: string | null;
  /** Tells it from others behind the same address: the NAS-Identifier that it sends. */
  readonly nasIdentifier: string | null;
  /** Where it takes Disconnect- and CoA-Requests, when that is not where its packets come from. */
  readonly coaAddress: string | null;
  /** UDP port on which it takes Disconnect- and CoA-Requests (RFC 5176: 3799). */
  readonly coaPort: number;
  readonly coaPolicy: CoaPolicy;
  /** Whether requests to it have a Message-Authenticator (RFC 5176 s3.4); RouterOS takes them without. */
  readonly coaMessageAuthenticator: boolean;
  readonly requireMessageAuthenticator: MessageAuthenticatorRule;
  /** With `auto`: when the first valid Message-Authenticator came; from then on it is demanded. */
  readonly messageAuthenticatorSeenAtMs: number | null;
  /** How long it waits for an answer before it asks again; the configured patience when null. */
  readonly timeoutMs: number | null;
  /** RadSec: the common name or DNS name of its certificate, or `sha256:` with its fingerprint in hex. */
  readonly certificateName: string | null;
  /** RADIUS answers it; one that is switched off is a stranger. */
  readonly isEnabled: boolean;
  readonly createdAtMs: number;
}

export interface NewRouter {
  readonly name: string;
  /** May be left out with a `certificateName`. */
  readonly address?: string;
  readonly secret: string;
  readonly nasIpAddress?: string | null;
  readonly nasIdentifier?: string | null;
  readonly coaAddress?: string | null;
  readonly coaPort?: number;
  readonly coaPolicy?: CoaPolicy;
  readonly coaMessageAuthenticator?: boolean;
  readonly requireMessageAuthenticator?: MessageAuthenticatorRule;
  readonly timeoutMs?: number | null;
  readonly certificateName?: string | null;
}

export interface RouterChanges extends Partial<NewRouter> {
  readonly isEnabled?: boolean;
}

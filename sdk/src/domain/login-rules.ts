/** How a router lets somebody in. `any`: every way, except that who has no password has to be told apart by `dhcp` or `hotspot`. */
export type AccessType = 'any' | 'pppoe' | 'dhcp' | 'hotspot';

/** What happens to the login after the last one that is allowed: it passes and the longest session is ended, or it is refused. */
export type SessionPolicy = 'end-older' | 'refuse';

/** From where, by what device and how often a service may log in. */
export interface LoginRules {
  /** With `dhcp` and `hotspot` a device of the service is let in by its MAC address, without a password. */
  readonly accessType: AccessType;
  /** Whether only the service's devices may log in. Without effect while it has none and learns none. */
  readonly isMacBound: boolean;
  /** While the service has fewer devices than this, a new one that logs in is remembered as one of them; 0: none is. */
  readonly learnedMacLimit: number;
  /** The port at which the line ends, as option 82 or a PPPoE relay names it; octets that are no text as `0x` and hexadecimal digits. */
  readonly circuitId: string | null;
  readonly remoteId: string | null;
  /** What Called-Station-Id must be: on RouterOS the name of the PPPoE service, Hotspot or DHCP server. `*` stands for anything. */
  readonly calledStation: string | null;
  /** What NAS-Port-Id must be: the router's interface. `*` stands for anything. */
  readonly nasPort: string | null;
  /** How many devices may be online at once, 0 for any number; null: as the plan says. */
  readonly sessionLimit: number | null;
  /** null: as the plan says. */
  readonly sessionPolicy: SessionPolicy | null;
}

/** What holds of a service that says nothing else. */
export const DEFAULT_LOGIN_RULES: LoginRules = Object.freeze({
  accessType: 'any',
  isMacBound: true,
  learnedMacLimit: 0,
  circuitId: null,
  remoteId: null,
  calledStation: null,
  nasPort: null,
  sessionLimit: null,
  sessionPolicy: null,
});

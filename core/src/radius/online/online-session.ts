/** A session as the decision about another login sees it. */
export interface OnlineSession {
  /** As `identifySession` has it. */
  readonly identity: string;
  readonly routerId: string;
  /** Null of a login whose session has not begun. */
  readonly acctSessionId: string | null;
  /** See `nasDeviceOf`; null when it is not known. */
  readonly nasDevice: string | null;
  /** See `deviceName`. */
  readonly device: string | null;
  readonly startedAtMs: number;
}

/** What tells which session is over. */
export type EndedSession = Pick<OnlineSession, 'identity' | 'routerId' | 'acctSessionId'>;

/** Whose a session is: a service's, or of whoever has the login. */
export type SessionOwner = { readonly serviceId: string } | { readonly login: string };

/** What the accounting thread tells of sessions whose packets are safe on disk. */
export type SessionNote =
  | {
      readonly kind: 'begin';
      readonly owner: SessionOwner;
      readonly sessionClass: string | undefined;
      readonly session: OnlineSession;
    }
  | {
      readonly kind: 'end';
      readonly owner: SessionOwner;
      readonly sessionClass: string | undefined;
      readonly session: EndedSession;
    }
  /** `atMs`: none of the device's sessions from before is left. */
  | { readonly kind: 'router'; readonly routerId: string; readonly nasDevice: string; readonly atMs: number };

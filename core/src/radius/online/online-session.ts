/** A session as the decision about another login sees it. */
export interface OnlineSession {
  /** As `identifySession` has it. */
  readonly identity: string;
  readonly routerId: string;
  /** See `nasDeviceOf`; null when it is not known. */
  readonly nasDevice: string | null;
  readonly macAddress: string | null;
  readonly startedAtMs: number;
}

/** What the accounting thread tells of sessions whose packets are safe on disk. */
export type SessionNote =
  | {
      readonly kind: 'begin';
      /** Else the login tells. */
      readonly serviceId: string | undefined;
      readonly login: string;
      readonly sessionClass: string | undefined;
      readonly session: OnlineSession;
    }
  | { readonly kind: 'end'; readonly serviceId: string | undefined; readonly login: string; readonly identity: string }
  /** `atMs`: none of the device's sessions from before is left. */
  | { readonly kind: 'router'; readonly routerId: string; readonly nasDevice: string; readonly atMs: number };

import type { AddressPart } from '@tapline/sdk';
import type { LeasePool } from './lease-pool.js';

/** An address or prefix that a session has. */
export interface Lease {
  readonly pool: LeasePool;
  readonly index: number;
  readonly part: AddressPart;
  readonly serviceId: string;
  /** The customer's device or port, as the router names it. */
  readonly station: string;
  routerId: string;
  /** See `nasDeviceOf`; empty when it is not known. */
  nasDevice: string;
  /** Our Class of the login that it was given at; empty when only a router's report tells of it. */
  sessionClass: string;
  /** Business time. */
  givenAtMs: number;
  /** Another of the same service. */
  next: Lease | undefined;
}

/** An address of this server as it is written down: by its key, and with whom it is. */
export interface LeaseState {
  readonly key: string;
  /** `null` while it is free. */
  readonly given: {
    readonly serviceId: string;
    readonly station: string;
    readonly routerId: string;
    readonly nasDevice: string;
    readonly sessionClass: string;
    readonly givenAtMs: number;
  } | null;
  /** Who had it last, while it is free; empty for nobody. */
  readonly lastServiceId: string;
}

/** Where everything goes that is to outlive this process. */
export interface LeaseRecorder {
  /** Returns only when a kill cannot make it unsaid. */
  note(state: LeaseState): void;
  /** No longer this server's. */
  noteGone(key: string): void;
}

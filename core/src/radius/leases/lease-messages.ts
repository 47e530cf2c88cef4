import type { LeaseState } from './lease.js';
import type { RestartedDevice } from './lease-book.js';
import type { HeldForSilence } from './silent-routers.js';

/** An address with the login that it was given at. */
export interface LeaseOfSession {
  readonly key: string;
  readonly sessionClass: string;
}

/** From the authentication thread to the one that writes to the database. */
export type ToLeaseKeeper =
  | { readonly kind: 'begin'; readonly serverId: string; readonly name: string }
  | { readonly kind: 'claim'; readonly networkId: string; readonly count: number }
  | { readonly kind: 'write'; readonly states: readonly LeaseState[] }
  | { readonly kind: 'giveBack'; readonly keys: readonly string[] }
  /** Sessions are over that had nothing of this server's: perhaps something of another's. */
  | { readonly kind: 'ended'; readonly sessionClasses: readonly string[] }
  /** Nothing is left of what a device's sessions had, whichever server leased it. */
  | { readonly kind: 'restarted'; readonly device: RestartedDevice }
  | { readonly kind: 'settle'; readonly request: number };

export type FromLeaseKeeper =
  /** All that the database says is this server's, or some that have become so. */
  | { readonly kind: 'held'; readonly states: readonly LeaseState[]; readonly isAll: boolean }
  /** `isShort`: the network has no more. */
  | { readonly kind: 'claimed'; readonly networkId: string; readonly keys: readonly string[]; readonly isShort: boolean }
  | { readonly kind: 'lost'; readonly keys: readonly string[] }
  | { readonly kind: 'ended'; readonly leases: readonly LeaseOfSession[] }
  /** Routers report these in use. */
  | { readonly kind: 'seen'; readonly uses: readonly { readonly key: string; readonly serviceId: string }[] }
  /** All that are held though perhaps nobody has them. */
  | { readonly kind: 'silent'; readonly held: readonly HeldForSilence[] }
  /** Another server is short of these networks' addresses. */
  | { readonly kind: 'share'; readonly networkIds: readonly string[] }
  /** The database knows that this server lives, as of a real time. */
  | { readonly kind: 'heard'; readonly realMs: number }
  | { readonly kind: 'settled'; readonly request: number };

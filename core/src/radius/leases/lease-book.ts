import type { AddressPart, IpNetwork } from '@tapline/sdk';
import { ADDRESS_PARTS, type LineAddressing } from '../../network/line-addressing.js';
import { serviceOfClass } from '../authentication/session-class.js';
import { mayBeSameDevice } from '../server/nas-device.js';
import type { Lease, LeaseRecorder, LeaseState } from './lease.js';
import { LeasePool } from './lease-pool.js';
import { choosePool, type PoolWish } from './pool-choice.js';
import { type HeldForSilence, whyHeld } from './silent-routers.js';

export interface LeaseRequest {
  readonly serviceId: string;
  readonly perSession: LineAddressing['perSession'];
  readonly router: { readonly id: string; readonly name: string };
  /** See `nasDeviceOf`. */
  readonly nasDevice: string;
  readonly station: string;
  readonly sessionClass: string;
  /** Business time. */
  readonly nowMs: number;
}

/** What would be leased. */
export interface LeaseQuestion extends Omit<LeaseRequest, 'router'> {
  /** `undefined`: any, to whatever routers the pools are bound. */
  readonly router: LeaseRequest['router'] | undefined;
}

/** A device of a router that began to serve anew. */
export interface RestartedDevice {
  readonly routerId: string;
  /** As it is configured. */
  readonly routerAddress: string;
  /** See `nasDeviceOf`. */
  readonly nasDevice: string;
  /** Business time. */
  readonly beforeMs: number;
}

/** As text, by part; what is not leased for the session is left out. */
export type LeasedAddresses = Readonly<Partial<Record<AddressPart, string>>>;

export type LeaseOutcome =
  | { readonly isGiven: true; readonly addresses: LeasedAddresses }
  /** `reason`: for the operator. */
  | { readonly isGiven: false; readonly reason: string };

/**
 * Which of this server's addresses are with which sessions. Gives and takes back in one turn, from memory; what is given is written down
 * before it is answered. A device that logs in again is given what it has.
 */
export class LeaseBook {
  readonly #pools = new Map<string, LeasePool>();
  readonly #ofService = new Map<string, Lease>();
  readonly #given = new Map<LeasePool, Map<number, Lease>>();
  #held: readonly HeldForSilence[] = [];

  constructor(private readonly recorder: LeaseRecorder) {}

  get pools(): IterableIterator<LeasePool> {
    return this.#pools.values();
  }

  pool(networkId: string): LeasePool | undefined {
    return this.#pools.get(networkId);
  }

  givenCount(pool: LeasePool): number {
    return this.#given.get(pool)?.size ?? 0;
  }

  /** All states, for a new journal. Survives that they change meanwhile. */
  *states(): IterableIterator<LeaseState> {
    for (const pool of this.#pools.values()) {
      for (const [index, lastServiceId] of pool.free()) yield { key: pool.space.keyAt(index), given: null, lastServiceId };
      for (const lease of this.#given.get(pool)?.values() ?? []) yield stateOf(lease);
    }
  }

  /** The pools that there are from now on. What was leased from one that is gone is forgotten: it was taken away unused. */
  replaceNetworks(networks: readonly IpNetwork[]): void {
    const pools = networks.filter(({ purpose }) => purpose === 'pool');
    const ids = new Set(pools.map(({ id }) => id));
    for (const [id, pool] of this.#pools) if (!ids.has(id)) this.forget(id, pool);
    for (const network of pools) {
      const known = this.#pools.get(network.id);
      if (known) known.network = network;
      else this.addPool(network);
    }
  }

  /** Gives each part that the line leaves to its sessions, or none of them. */
  give(request: LeaseRequest): LeaseOutcome {
    const chosen = this.choose(request);
    if ('reason' in chosen) return { isGiven: false, reason: chosen.reason };
    const addresses: Partial<Record<AddressPart, string>> = {};
    for (const { pool, index, part } of chosen.places) {
      this.hold(pool, index, part, request);
      addresses[part] = pool.space.textAt(index);
    }
    return { isGiven: true, addresses };
  }

  /** What {@link give} would answer, without giving. */
  preview(question: LeaseQuestion): LeaseOutcome {
    const chosen = this.choose(question);
    if ('reason' in chosen) return { isGiven: false, reason: chosen.reason };
    return { isGiven: true, addresses: Object.fromEntries(chosen.places.map(({ pool, index, part }) => [part, pool.space.textAt(index)])) };
  }

  /** A session is over. False when it had nothing of this server's. */
  end(sessionClass: string): boolean {
    const serviceId = serviceOfClass(sessionClass);
    let hasEnded = false;
    for (let lease = serviceId === undefined ? undefined : this.#ofService.get(serviceId); lease; ) {
      const { next } = lease;
      if (lease.sessionClass === sessionClass) {
        this.release(lease);
        hasEnded = true;
      }
      lease = next;
    }
    return hasEnded;
  }

  /** An address is nobody's any more, unless it was given to somebody else meanwhile. */
  endAt(key: string, sessionClass: string): void {
    const lease = this.leaseAt(key);
    if (lease?.sessionClass === sessionClass) this.release(lease);
  }

  /** None of the sessions that a device of a router was given before is left. */
  endOfDevice({ routerId, routerAddress, nasDevice, beforeMs }: RestartedDevice): void {
    const isIts = (lease: Lease): boolean => lease.routerId === routerId && mayBeSameDevice(lease.nasDevice, nasDevice, routerAddress);
    for (const leases of this.#given.values())
      for (const lease of leases.values()) if (lease.givenAtMs < beforeMs && isIts(lease)) this.release(lease);
  }

  /** Takes in what this server has according to the journal or the database; nothing is written down. */
  restore({ key, given, lastServiceId }: LeaseState): boolean {
    const place = this.placeOf(key);
    if (!place) return false;
    const { pool, index } = place;
    const before = this.#given.get(pool)?.get(index);
    if (before) this.unlink(before);
    pool.take(index);
    if (given) this.link({ pool, index, part: pool.network.gives, ...given, next: undefined });
    else pool.put(index, lastServiceId);
    return true;
  }

  /** Whether this server knows of having it. */
  has(key: string): boolean {
    const place = this.placeOf(key);
    return place !== undefined && (place.pool.isFree(place.index) || this.#given.get(place.pool)?.has(place.index) === true);
  }

  /** A router reports an address in use that is free here: it is not given to anyone else. */
  occupy(key: string, serviceId: string, nowMs: number): void {
    const place = this.placeOf(key);
    if (!place?.pool.isFree(place.index)) return;
    const unknown = { station: '', routerId: '', nasDevice: '', sessionClass: '' };
    const lease = { ...place, part: place.pool.network.gives, serviceId, ...unknown, givenAtMs: nowMs, next: undefined };
    place.pool.take(place.index);
    this.link(lease);
    this.recorder.note(stateOf(lease));
  }

  /** What of the given is held only for want of a word of its router's: told to who finds nothing free. */
  replaceHeld(held: readonly HeldForSilence[]): void {
    this.#held = held;
  }

  /** The database no longer says that it is this server's. */
  lose(key: string): void {
    const place = this.placeOf(key);
    if (!place) return;
    const lease = this.#given.get(place.pool)?.get(place.index);
    if (lease) this.unlink(lease);
    place.pool.take(place.index);
    this.recorder.noteGone(key);
  }

  /** Takes free ones out, to be given back to the database; returns their keys. */
  giveUp(pool: LeasePool, count: number): readonly string[] {
    const keys = pool.giveUp(count).map((index) => pool.space.keyAt(index));
    for (const key of keys) this.recorder.noteGone(key);
    return keys;
  }

  leaseAt(key: string): Lease | undefined {
    const place = this.placeOf(key);
    return place && this.#given.get(place.pool)?.get(place.index);
  }

  private choose(request: LeaseQuestion): { readonly places: readonly Place[] } | { readonly reason: string } {
    const places: Place[] = [];
    for (const part of ADDRESS_PARTS) {
      const networkId = request.perSession[part];
      if (networkId === undefined) continue;
      const wish: PoolWish = { part, networkId, router: request.router, serviceId: request.serviceId };
      const chosen = choosePool(this.#pools, wish);
      if ('reason' in chosen) return chosen;
      const own = this.ownOf(request, part, chosen.pools);
      const place = own ?? chosen.place;
      if (!place) return { reason: chosen.shortage + this.whyHeldIn(chosen.pools) };
      places.push({ ...place, part });
    }
    return { places };
  }

  private whyHeldIn(pools: readonly LeasePool[]): string {
    return whyHeld(this.#held.filter(({ networkId }) => pools.some(({ network }) => network.id === networkId)));
  }

  /** What the device has already. */
  private ownOf({ serviceId, station }: LeaseQuestion, part: AddressPart, pools: readonly LeasePool[]): Lease | undefined {
    for (let lease = this.#ofService.get(serviceId); lease; lease = lease.next) {
      const isSame = lease.station === station || lease.sessionClass === '';
      if (isSame && lease.part === part && pools.includes(lease.pool)) return lease;
    }
    return undefined;
  }

  private hold(pool: LeasePool, index: number, part: AddressPart, request: LeaseRequest): void {
    const { serviceId, station, router, nasDevice, sessionClass, nowMs } = request;
    const before = this.#given.get(pool)?.get(index);
    if (before) this.unlink(before);
    pool.take(index);
    const given = { serviceId, station, routerId: router.id, nasDevice, sessionClass, givenAtMs: nowMs };
    const lease = { pool, index, part, ...given, next: undefined };
    this.link(lease);
    this.recorder.note(stateOf(lease));
  }

  private release(lease: Lease): void {
    this.unlink(lease);
    lease.pool.put(lease.index, lease.serviceId);
    this.recorder.note({ key: lease.pool.space.keyAt(lease.index), given: null, lastServiceId: lease.serviceId });
  }

  private link(lease: Lease): void {
    lease.next = this.#ofService.get(lease.serviceId);
    this.#ofService.set(lease.serviceId, lease);
    this.#given.get(lease.pool)?.set(lease.index, lease);
  }

  private unlink(lease: Lease): void {
    this.#given.get(lease.pool)?.delete(lease.index);
    const first = this.#ofService.get(lease.serviceId);
    if (first === lease) {
      if (lease.next) this.#ofService.set(lease.serviceId, lease.next);
      else this.#ofService.delete(lease.serviceId);
      return;
    }
    for (let at = first; at; at = at.next) if (at.next === lease) at.next = lease.next;
  }

  private addPool(network: IpNetwork): void {
    const pool = new LeasePool(network);
    this.#pools.set(network.id, pool);
    this.#given.set(pool, new Map());
  }

  private forget(networkId: string, pool: LeasePool): void {
    for (const lease of this.#given.get(pool)?.values() ?? []) this.unlink(lease);
    this.#given.delete(pool);
    this.#pools.delete(networkId);
  }

  private placeOf(key: string): { readonly pool: LeasePool; readonly index: number } | undefined {
    for (const pool of this.#pools.values()) {
      const index = pool.space.indexOf(key);
      if (index !== undefined) return { pool, index };
    }
    return undefined;
  }
}

interface Place {
  readonly pool: LeasePool;
  readonly index: number;
  readonly part: AddressPart;
}

export function stateOf({ pool, index, serviceId, station, routerId, nasDevice, sessionClass, givenAtMs }: Lease): LeaseState {
  const given = { serviceId, station, routerId, nasDevice, sessionClass, givenAtMs };
  return { key: pool.space.keyAt(index), given, lastServiceId: '' };
}

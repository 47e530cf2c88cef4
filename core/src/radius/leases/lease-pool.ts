import type { IpNetwork } from '@tapline/sdk';
import { AddressSpace } from '../../network/address-space.js';

/** How many free addresses are kept at hand: a share of the network, so that servers that share a small one do not starve each other. */
const SHARE = 8;
const LEAST = 8;
const MOST_AT_FIRST = 256;
const MOST_EVER = 4_096;
/** So many times what is kept at hand is too much. */
const TOO_MUCH = 4;

/** The addresses of one network that this server has leased from the database, and gives to sessions from memory. By their numbers. */
export class LeasePool {
  readonly space: AddressSpace;
  /** With the service that had it last; the one that has been free for longest comes first. */
  readonly #free = new Map<number, string>();
  readonly #lastOf = new Map<string, number>();
  #reserve: number;

  constructor(public network: IpNetwork) {
    this.space = new AddressSpace(network);
    this.#reserve = Math.max(LEAST, Math.min(MOST_AT_FIRST, Math.floor(this.space.size / SHARE)));
  }

  get freeCount(): number {
    return this.#free.size;
  }

  isFree(index: number): boolean {
    return this.#free.has(index);
  }

  free(): IterableIterator<[number, string]> {
    return this.#free.entries();
  }

  /** What a service would be given: its last one where that is free, else the one that has been free for longest. */
  peek(serviceId: string): number | undefined {
    return this.lastOf(serviceId) ?? this.#free.keys().next().value;
  }

  /** The address that a service had last, if it is still free. */
  lastOf(serviceId: string): number | undefined {
    return this.#lastOf.get(serviceId);
  }

  take(index: number): void {
    const last = this.#free.get(index);
    this.#free.delete(index);
    if (last !== undefined && this.#lastOf.get(last) === index) this.#lastOf.delete(last);
  }

  put(index: number, lastServiceId: string): void {
    this.take(index);
    this.#free.set(index, lastServiceId);
    if (lastServiceId !== '') this.#lastOf.set(lastServiceId, index);
  }

  /** How many to lease from the database now. */
  get wanted(): number {
    return this.freeCount < this.#reserve / 2 || this.freeCount === 0 ? this.#reserve - this.freeCount : 0;
  }

  /** Logins have come faster than the database gave addresses. */
  expectMore(): void {
    this.#reserve = Math.min(this.#reserve * 2, MOST_EVER, Math.max(LEAST, Math.floor(this.space.size / 2)));
  }

  /** How many to give back, since nobody here is going to need them soon. */
  get surplus(): number {
    return this.freeCount > TOO_MUCH * this.#reserve ? this.freeCount - 2 * this.#reserve : 0;
  }

  /** Takes some out, those that have been free for longest. */
  giveUp(count: number): readonly number[] {
    const indexes: number[] = [];
    for (const index of this.#free.keys()) {
      if (indexes.length === count) break;
      indexes.push(index);
    }
    for (const index of indexes) this.take(index);
    return indexes;
  }
}

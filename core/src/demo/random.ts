/** Seeded randomness (mulberry32): the same demo each time. */
export class Random {
  constructor(private state: number) {}

  /** At least 0, under 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Both ends included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** By each item's `share`. */
  pickByShare<T extends { readonly share: number }>(items: readonly T[]): T {
    let rest = this.next() * items.reduce((sum, { share }) => sum + share, 0);
    for (const item of items) {
      rest -= item.share;
      if (rest < 0) return item;
    }
    return this.pick(items);
  }
}

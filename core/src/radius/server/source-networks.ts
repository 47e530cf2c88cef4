import type { Ipv4Range } from '../../network/ipv4.js';

/** Values by IPv4 network; the smallest network that holds an address is its own. */
export class SourceNetworks<T> {
  /** By size, the smallest first; each by its first address. */
  #sizes: { readonly size: number; readonly values: Map<number, T> }[] = [];

  get isEmpty(): boolean {
    return this.#sizes.length === 0;
  }

  /** The value of exactly this network, made when there is none yet. */
  at({ first, last }: Ipv4Range, create: () => T): T {
    const size = last - first + 1;
    let level = this.#sizes.find((each) => each.size === size);
    if (!level) {
      level = { size, values: new Map() };
      this.#sizes = [...this.#sizes, level].sort((a, b) => a.size - b.size);
    }
    const value = level.values.get(first) ?? create();
    level.values.set(first, value);
    return value;
  }

  find(address: number): T | undefined {
    for (const { size, values } of this.#sizes) {
      const value = values.get(address - (address % size));
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

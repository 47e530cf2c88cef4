import type { Knex } from 'knex';
import type { AddressSpace } from './address-space.js';

const WINDOW = 2_048;

interface FreeWanted {
  readonly count: number;
  /** Where to begin to look once the end of the space has been reached. */
  readonly from?: number;
}

/**
 * Up to so many addresses that nobody holds, by number: those behind the highest that was ever given out; when the end is reached, the gaps.
 * Others may take them at the same time: the key of `address_holding` tells.
 */
export async function findFree(sql: Knex, space: AddressSpace, { count, from = 0 }: FreeWanted): Promise<readonly number[]> {
  if (space.size === 0) return [];
  const within = (first: number, last: number) =>
    sql('address_holding').whereBetween('address_key', [space.keyAt(first), space.keyAt(last)]);
  const [row] = await within(0, space.size - 1).max({ highest: 'address_key' });
  const highest = (row as { highest: string | null } | undefined)?.highest ?? null;
  const next = highest === null ? 0 : (space.indexOf(highest) ?? -1) + 1;
  const free = Array.from({ length: Math.min(count, space.size - next) }, (_, step) => next + step);
  if (free.length === count) return free;
  for (const [start, end] of [
    [from, next],
    [0, Math.min(from, next)],
  ] as const) {
    for (let at = start; at < end && free.length < count; at += WINDOW) {
      const last = Math.min(at + WINDOW, end) - 1;
      const taken = new Set<string>(await within(at, last).pluck('address_key'));
      for (let index = at; index <= last && free.length < count; index++) if (!taken.has(space.keyAt(index))) free.push(index);
    }
  }
  return free;
}

import { TaplineError } from './errors.js';

/** The same work for many, one after the other. */
export interface Round<Item> {
  /** The next one is asked for when the last was visited, so it may be a generator that reads pages. One that reads anew what is left passes over what has failed. */
  readonly items: Iterable<Item> | AsyncIterable<Item>;
  /** Opens a transaction of its own. */
  readonly visit: (item: Item) => Promise<void>;
  /** Called for each that failed, before the next one: names it in the log. */
  readonly onFailure: (item: Item, error: unknown) => void;
  /** What the round ends with where some have failed: a coded error, `…_INCOMPLETE`. Without it such a round ends like any. */
  readonly incomplete?: (failedCount: number) => TaplineError;
  /** Looked at before each visit; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Which failures end the round; {@link isOfEverybody} unless given. */
  readonly endsAt?: (error: unknown) => boolean;
}

/**
 * Visits each. One that fails keeps no other waiting: it is told of and counted, and the round ends with `incomplete`, so that a job is tried again.
 * A failure that concerns everybody is thrown at once, as it is, and told of no item.
 */
export async function goRound<Item>({ items, visit, onFailure, incomplete, signal, endsAt = isOfEverybody }: Round<Item>): Promise<void> {
  let failedCount = 0;
  for await (const item of items) {
    signal?.throwIfAborted();
    try {
      await visit(item);
    } catch (error) {
      if (endsAt(error)) throw error;
      failedCount++;
      onFailure(item, error);
    }
  }
  if (failedCount > 0 && incomplete) throw incomplete(failedCount);
}

/** Without a database, or with the add-on disabled meanwhile, nothing can be done for anybody: that is no fault of one. */
export function isOfEverybody(error: unknown): boolean {
  return error instanceof TaplineError && error.kind === 'unavailable';
}

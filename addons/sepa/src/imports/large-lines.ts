import { setImmediate as letOthers } from 'node:timers/promises';
import { TaplineError, type TransactionRunner } from '@tapline/sdk';
import type { ImportLine, LinePlan, OutcomePlan } from './import-line.js';
import type { ImportStore } from './import-store.js';
import type { LineBooks } from './line-books.js';

/** More collections than that are told of in several transactions: one would keep others from the database for minutes. */
const ITEMS_AT_ONCE = 100;

/** Whether a plan is of more collections than one transaction takes. */
export function isLarge(plan: LinePlan): plan is OutcomePlan {
  return 'itemIds' in plan && plan.itemIds.length > ITEMS_AT_ONCE;
}

/** Lines that tell of all the collections of a large file at once: booked and taken back some at a time. Killed half-way, they go on. */
export class LargeLines {
  constructor(
    private readonly parts: { readonly store: ImportStore; readonly books: LineBooks; readonly transactions: TransactionRunner },
  ) {}

  /**
   * A line in `booking`. False when `signal` said that it is enough. A collection that cannot be told of keeps none of the others back: the line says
   * which, and why.
   */
  async book(line: ImportLine, signal: AbortSignal): Promise<boolean> {
    const { store, books, transactions } = this.parts;
    const { id, plan } = line;
    if (!('itemIds' in plan)) return true;
    const told = await transactions.run((tx) => books.toldBy(tx, id));
    const left = plan.itemIds.filter((itemId) => !told.has(itemId));
    const failures: string[] = [];
    for (let from = 0; from < left.length; from += ITEMS_AT_ONCE) {
      if (signal.aborted) return false;
      const isStill = await this.bookSome(line, plan, left.slice(from, from + ITEMS_AT_ONCE), failures);
      if (!isStill) return true;
      await letOthers();
    }
    const [failure] = failures;
    const wrong = failure === undefined ? '' : `; ${failures.length} of them could not be told of, note them by hand: ${failure}`;
    await transactions.run(async (tx) => {
      if (await store.holdIn(tx, id, 'booking')) await books.finish(tx, line, { ...plan, words: `${plan.words}${wrong}` });
    });
    return true;
  }

  /** Together, and one by one where one of them fails. False where somebody has taken the line back meanwhile. */
  private async bookSome(line: ImportLine, plan: OutcomePlan, itemIds: readonly string[], failures: string[]): Promise<boolean> {
    const { store, books, transactions } = this.parts;
    const all = (some: readonly string[]): Promise<boolean> =>
      transactions.run(async (tx) => {
        if (!(await store.holdIn(tx, line.id, 'booking'))) return false;
        await books.bookPart(tx, line, plan, some);
        return true;
      });
    try {
      return await all(itemIds);
    } catch (error) {
      if (!isOfOne(error)) throw error;
    }
    for (const itemId of itemIds) {
      try {
        if (!(await all([itemId]))) return false;
      } catch (error) {
        if (!isOfOne(error)) throw error;
        failures.push(error.message);
      }
    }
    return true;
  }

  /** All but the last of what a line has told. False when `signal` said that it is enough. */
  async takeBack(lineId: string, reason: string, signal: AbortSignal): Promise<boolean> {
    const { store, books, transactions } = this.parts;
    for (let isMore = true; isMore; ) {
      if (signal.aborted) return false;
      isMore = await transactions.run(async (tx) => {
        await store.hold(tx, { lineId });
        return books.takeBackPart(tx, lineId, reason, ITEMS_AT_ONCE);
      });
      await letOthers();
    }
    return true;
  }
}

/** Whether an error is of what was booked, and not of a database that does not answer. */
export function isOfOne(error: unknown): error is TaplineError {
  return error instanceof TaplineError && error.kind !== 'unavailable';
}

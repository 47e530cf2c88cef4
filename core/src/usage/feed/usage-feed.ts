import { type Clock, createToken, type Logger, type Transaction, type UsageDelta } from '@tapline/sdk';
import type { ContributedReader, ContributionRegistry } from '../../kernel/addons/contribution-registry.js';
import type { Database } from '../../kernel/database/database.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import { holdLease } from '../../kernel/leases/hold-lease.js';
import type { LeaseStore } from '../../kernel/leases/lease-store.js';
import { Wakeable } from '../../kernel/leases/wakeable.js';
import type { FeedBatch, FeedCursor, UsageFeedStore } from './usage-feed-store.js';

const LOOK_EVERY_MS = 250;
/** An applier's batch holds up to 2,000 records. */
const BATCHES_PER_TURN = 4;
const PAUSES_MS = [500, 1_000, 2_000, 5_000, 15_000, 60_000];

export interface UsageFeedOptions {
  readonly database: Database;
  readonly store: UsageFeedStore;
  readonly leases: LeaseStore;
  readonly readers: Pick<ContributionRegistry, 'usageReaders'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Failing {
  readonly failures: number;
  readonly nextTryAtMs: number;
}

/**
 * Hands what accounting has added to usage to those who read along: each addition once to each reader, in a transaction in which the reader's place
 * moves too. A reader that fails is tried again with growing pauses and keeps nobody else waiting.
 */
export class UsageFeed {
  readonly #loop: Wakeable;
  readonly #known = new Set<string>();
  #last: Promise<boolean> = Promise.resolve(false);
  readonly #failing = new Map<string, Failing>();

  constructor(private readonly options: UsageFeedOptions) {
    this.#loop = new Wakeable(LOOK_EVERY_MS, () => this.turn(), options.logger);
  }

  start(): void {
    this.#loop.start();
  }

  /** Ends with the turn under way. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Hands out all there is, to readers that do not fail. True when there was anything. */
  async drain(): Promise<boolean> {
    let wasAny = false;
    while (await this.turn()) wasAny = true;
    return wasAny;
  }

  /** Tries those that have failed again at once. */
  forgetFailures(): void {
    this.#failing.clear();
  }

  /** One after the other: who drains gets what a turn under way has left. */
  private turn(): Promise<boolean> {
    const turn = this.#last.then(() => this.takeTurn());
    this.#last = turn.catch(() => false);
    return turn;
  }

  private async takeTurn(): Promise<boolean> {
    let isMore = false;
    for (const reader of this.options.readers.usageReaders()) {
      if ((this.#failing.get(reader.key)?.nextTryAtMs ?? 0) > performance.now()) continue;
      try {
        await this.introduce(reader);
        if (!(await this.isBehind(reader))) continue;
        const held = await holdLease(this.options.leases, `usage:${reader.key}`, () => this.readOn(reader));
        if (held?.result) isMore = true;
        this.#failing.delete(reader.key);
      } catch (error) {
        this.postpone(reader.key, error);
      }
    }
    return isMore;
  }

  private async introduce({ key }: ContributedReader): Promise<void> {
    if (this.#known.has(key)) return;
    const { database, store, clock } = this.options;
    await database.transaction(CORE_OWNER.actor, (tx) => store.start(tx, key, clock.nowMs()));
    this.#known.add(key);
  }

  private async isBehind({ key }: ContributedReader): Promise<boolean> {
    const { database } = this.options;
    const row = (await database
      .reader('usage_feed_number as n')
      .leftJoin('usage_feed_cursor as c', (join) =>
        join.on('c.journal_id', 'n.journal_id').andOn('c.reader', database.reader.raw('?', [key])),
      )
      .whereRaw('n.number > COALESCE(c.number, 0)')
      .first('n.journal_id')) as unknown;
    return row !== undefined;
  }

  /** True when it has read something. */
  private readOn(reader: ContributedReader): Promise<boolean> {
    const { database, store } = this.options;
    return database.transaction(CORE_OWNER.actor, async (tx) => {
      let hasRead = false;
      for (const cursor of await store.behind(tx, reader.key)) {
        const batches = await store.after(tx, cursor, BATCHES_PER_TURN);
        const reached = await this.reachedBy(tx, cursor, batches);
        if (batches.length > 0) await reader.reader.read(tx, summedUp(batches));
        await store.advance(tx, reader.key, reached);
        hasRead = true;
      }
      return hasRead;
    });
  }

  /** Rows that are too old to be kept are passed over. */
  private async reachedBy(tx: Transaction, { journalId }: FeedCursor, batches: readonly FeedBatch[]): Promise<FeedCursor> {
    const number = batches.at(-1)?.number ?? (await this.options.store.lastNumber(tx, journalId)) ?? 0;
    return { journalId, number };
  }

  private postpone(key: string, error: unknown): void {
    const failures = (this.#failing.get(key)?.failures ?? 0) + 1;
    const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] as number;
    this.#failing.set(key, { failures, nextTryAtMs: performance.now() + pauseMs });
    this.options.logger.error(
      { reader: key, err: error, pauseMs },
      'a reader of usage failed; what it has not read is kept and read again',
    );
  }
}

export const USAGE_FEED = createToken<UsageFeed>('core.usage-feed');

/** One delta for each service and hour. */
function summedUp(batches: readonly FeedBatch[]): readonly UsageDelta[] {
  const sums = new Map<string, UsageDelta>();
  for (const { deltas } of batches) {
    for (const delta of deltas) {
      const key = `${delta.serviceId} ${delta.hourMs}`;
      const sum = sums.get(key);
      sums.set(key, {
        ...delta,
        downloadOctets: delta.downloadOctets + (sum?.downloadOctets ?? 0n),
        uploadOctets: delta.uploadOctets + (sum?.uploadOctets ?? 0n),
        isSessionEnd: delta.isSessionEnd || (sum?.isSessionEnd ?? false),
      });
    }
  }
  return [...sums.values()];
}

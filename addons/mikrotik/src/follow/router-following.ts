import type { Clock, Logger, TransactionRunner } from '@tapline/sdk';
import { type Reconciling, summaryOf } from '../access/reconciling.js';
import type { ReadingRouter } from '../accounting/reading-router.js';
import type { Connection, ConnectionStore, RouterState } from '../connections/connection-store.js';
import { type RouterFacts, readFacts } from '../connections/router-facts.js';
import type { RouterLinks } from '../connections/router-links.js';
import type { Backups } from '../live/backups.js';
import type { ApiClient } from '../routeros/client.js';

export interface FollowingServices {
  readonly transactions: TransactionRunner;
  readonly store: ConnectionStore;
  readonly links: RouterLinks;
  readonly reading: ReadingRouter;
  readonly reconciling: Reconciling;
  readonly backups: Backups;
  readonly clock: Clock;
  readonly logger: Logger;
}

const RECONCILE_EVERY_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
const AT_A_TIME = 8;

/** What is done at a router each minute: what it tells of itself, counting, access, backups, each when it is due. A router that is away keeps nobody waiting. */
export class RouterFollowing {
  constructor(private readonly services: FollowingServices) {}

  async followAll(signal: AbortSignal): Promise<void> {
    const { transactions, store } = this.services;
    const waiting = [...(await transactions.run((tx) => store.all(tx)))];
    const workers = Array.from({ length: AT_A_TIME }, async () => {
      for (let next = waiting.pop(); next && !signal.aborted; next = waiting.pop()) await this.follow(next);
    });
    await Promise.all(workers);
  }

  /** Never throws: what is wrong is kept with the router, in words. */
  async follow(connection: Connection): Promise<void> {
    const { transactions, store, links, clock, logger } = this.services;
    const { routerId } = connection;
    try {
      await links.use(routerId, async (client) => {
        const state = await transactions.run((tx) => store.state(tx, routerId));
        const facts = await readFacts(client, clock.nowMs());
        const atMs = clock.nowMs();
        await transactions.run((tx) => store.note(tx, routerId, { facts, seen_at_ms: atMs, trouble: null, trouble_since_ms: null }));
        await this.backUp(client, connection, state);
        await this.count(client, connection, state, facts);
        await this.reconcile(client, connection, state);
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      logger.warn({ router: routerId, error: message }, 'a router could not be followed');
      if (await this.noteTrouble(connection, message)) links.forget(routerId);
    }
  }

  /** Whether it is the trouble of the connection as it is: it may have been changed or removed meanwhile. */
  private async noteTrouble({ routerId, settings }: Connection, trouble: string): Promise<boolean> {
    const { transactions, store, clock, logger } = this.services;
    try {
      return await transactions.run(async (tx) => {
        const now = await store.find(tx, routerId);
        if (JSON.stringify(now?.settings) !== JSON.stringify(settings)) return false;
        const { trouble_since_ms: since } = await store.state(tx, routerId);
        await store.note(tx, routerId, { trouble, trouble_since_ms: since ?? clock.nowMs() });
        return true;
      });
    } catch (error) {
      logger.error({ router: routerId, err: error }, 'what is wrong with a router could not be noted');
      return true;
    }
  }

  private async backUp(client: ApiClient, { routerId, settings }: Connection, state: RouterState): Promise<void> {
    const { backups, clock } = this.services;
    if (settings.backsUp && clock.nowMs() - (state.backed_up_at_ms ?? 0) >= DAY_MS) await backups.keepOrSayWhy(client, routerId);
  }

  private async count(client: ApiClient, connection: Connection, state: RouterState, facts: RouterFacts): Promise<void> {
    const { reading, clock } = this.services;
    const isDue = clock.nowMs() - (state.counted_at_ms ?? 0) >= connection.settings.countingMinutes * 60_000;
    if (isDue) await reading.count(client, connection, state, facts);
  }

  private async reconcile(client: ApiClient, { routerId, settings }: Connection, state: RouterState): Promise<void> {
    const { transactions, store, reconciling, clock } = this.services;
    // What has changed while it was away waits no longer.
    const isDue = state.trouble !== null || clock.nowMs() - (state.reconciled_at_ms ?? 0) >= RECONCILE_EVERY_MS;
    if (settings.control === 'off' || !isDue) return;
    const difference = await reconciling.difference(client, settings);
    const summary = settings.control === 'apply' ? await reconciling.apply(client, settings, difference) : summaryOf(difference);
    await transactions.run((tx) => store.note(tx, routerId, { reconciled_at_ms: clock.nowMs(), difference: summary }));
  }
}

import { type Logger, TaplineError, type TransactionRunner } from '@tapline/sdk';
import type { Reconciling } from '../access/reconciling.js';
import type { Connection, ConnectionStore } from '../connections/connection-store.js';
import type { RouterLinks } from '../connections/router-links.js';
import type { Backups } from '../live/backups.js';

export interface LineFollowingServices {
  readonly transactions: TransactionRunner;
  readonly store: ConnectionStore;
  readonly links: RouterLinks;
  readonly reconciling: Reconciling;
  readonly backups: Pick<Backups, 'keepFirst'>;
  readonly logger: Logger;
}

/** From so many on, reading the whole router is cheaper than asking for each line. */
const MOST_ONE_BY_ONE = 100;

/**
 * Brings a line whose access has changed to the routers that keep it, at once. What is lost here, by a kill or a router that is away, the next pass over all lines
 * makes up for.
 */
export class LineFollowing {
  readonly #waiting = new Set<string>();
  #running: Promise<void> | undefined;

  constructor(private readonly services: LineFollowingServices) {}

  /** Resolves when it was tried. */
  async follow(serviceId: string): Promise<void> {
    this.#waiting.add(serviceId);
    while (this.#waiting.has(serviceId) || this.#running) {
      this.#running ??= this.takeTurn().finally(() => {
        this.#running = undefined;
      });
      await this.#running;
    }
  }

  private async takeTurn(): Promise<void> {
    const serviceIds = [...this.#waiting];
    this.#waiting.clear();
    const { transactions, store } = this.services;
    const keepers = await transactions.run(async (tx) => {
      const found: Connection[] = [];
      for (const connection of await store.all(tx)) {
        // A router that is away keeps nobody waiting: the pass that finds it back brings it all.
        const isReached = (await store.state(tx, connection.routerId)).trouble === null;
        if (connection.settings.control === 'apply' && isReached) found.push(connection);
      }
      return found;
    });
    await Promise.all(keepers.map((connection) => this.bring(connection, serviceIds)));
  }

  private async bring({ routerId, settings }: Connection, serviceIds: readonly string[]): Promise<void> {
    const { transactions, store, links, reconciling, backups, logger } = this.services;
    try {
      await links.use(routerId, async (client) => {
        if (settings.backsUp) await backups.keepFirst(client, routerId);
        if (serviceIds.length > MOST_ONE_BY_ONE) {
          await reconciling.apply(client, settings, await reconciling.difference(client, settings));
          return;
        }
        for (const serviceId of serviceIds) {
          await reconciling.apply(client, settings, await reconciling.differenceOfLine(client, settings, serviceId));
        }
      });
    } catch (error) {
      if (!(error instanceof TaplineError)) throw error;
      logger.warn({ router: routerId, error: error.message }, 'lines could not be brought to a router at once; the next pass does it');
      await transactions.run((tx) => store.passAtOnce(tx, routerId));
    }
  }
}

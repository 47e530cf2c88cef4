import type { Clock, Lines, Transaction, TransactionRunner } from '@tapline/sdk';
import { countsAlike } from '../connections/connection-settings.js';
import type { Connection, ConnectionStore, CountingSummary, RouterState } from '../connections/connection-store.js';
import type { RouterFacts } from '../connections/router-facts.js';
import { LineBook } from '../lines/line-book.js';
import type { ApiClient, ApiRow } from '../routeros/client.js';
import { readObjects } from '../routeros/router-objects.js';
import type { ReadingTimes } from './counter.js';
import type { Counting } from './counting.js';
import { printSnapshot, type Snapshot, snapshotReadings, takeSnapshot } from './ip-accounting.js';
import { queueReadings } from './queue-readings.js';
import { hasRestarted } from './restart.js';

export interface ReadingServices {
  readonly transactions: TransactionRunner;
  readonly store: ConnectionStore;
  readonly counting: Counting;
  readonly lines: Lines;
  readonly clock: Clock;
}

/** Reads what a router has counted, and has it kept: readings, what they come to and that they were read are one transaction. */
export class ReadingRouter {
  constructor(private readonly services: ReadingServices) {}

  async count(client: ApiClient, connection: Connection, state: RouterState, facts: RouterFacts): Promise<void> {
    if (connection.settings.counting === 'queues') await this.countQueues(client, connection, facts);
    if (connection.settings.counting === 'ip-accounting') await this.countSnapshots(client, connection, state, facts);
  }

  private async countQueues(client: ApiClient, connection: Connection, facts: RouterFacts): Promise<void> {
    const { counting, lines } = this.services;
    const [queues, leases] = await Promise.all([readObjects(client, '/queue/simple'), readObjects(client, '/ip/dhcp-server/lease')]);
    await this.keep(connection, facts, async (tx, times) => {
      const readings = queueReadings(queues, leases, await LineBook.read(tx, lines), connection.settings);
      return counting.take(tx, readings, times);
    });
  }

  /** A snapshot that was taken and not kept, as we were killed or cut off in between, is still on the router: it is kept before the next one is taken. */
  private async countSnapshots(client: ApiClient, connection: Connection, state: RouterState, facts: RouterFacts): Promise<void> {
    const leases = await readObjects(client, '/ip/dhcp-server/lease');
    const left = await printSnapshot(client);
    const kept = state.counting?.snapshotDigest;
    const isLeft = kept !== undefined && left.digest !== kept && left.rows.length > 0;
    const keep = (snapshot: Snapshot): Promise<void> => this.keepSnapshot(connection, facts, snapshot, leases);
    if (isLeft) await keep(left);
    await keep(await takeSnapshot(client));
  }

  private keepSnapshot(connection: Connection, facts: RouterFacts, snapshot: Snapshot, leases: readonly ApiRow[]): Promise<void> {
    const { counting, lines } = this.services;
    return this.keep(connection, facts, async (tx, times) => {
      const book = await LineBook.read(tx, lines);
      const known = await counting.known(tx, connection.routerId);
      // Addresses have no counters on the router that a restart could set back.
      const summary = await counting.take(tx, snapshotReadings(snapshot, { leases, book, known }), { ...times, hasRestarted: false });
      return { ...summary, snapshotDigest: snapshot.digest };
    });
  }

  /**
   * Keeps a reading, unless the router is counted otherwise since it was read: then its counters count from the next reading on. The state is written first,
   * so that whoever changes the connection comes before or after, and not between.
   */
  private async keep(
    { routerId, settings }: Connection,
    { uptimeSeconds, clockSkewMs }: RouterFacts,
    take: (tx: Transaction, times: ReadingTimes) => Promise<CountingSummary>,
  ): Promise<void> {
    const { transactions, store, clock } = this.services;
    await transactions.run(async (tx) => {
      const nowMs = clock.nowMs();
      await store.note(tx, routerId, { seen_at_ms: nowMs });
      const connection = await store.find(tx, routerId);
      if (!connection) return store.remove(tx, routerId);
      if (!countsAlike(connection.settings, settings)) return;
      const { counted_at_ms: beforeMs, counting } = await store.state(tx, routerId);
      const uptime = { uptimeSeconds, clockSkewMs, readAtMs: nowMs };
      const summary = await take(tx, { routerId, nowMs, beforeMs, uptime, hasRestarted: hasRestarted(counting?.uptime, uptime) });
      await store.note(tx, routerId, { counted_at_ms: nowMs, counting: summary });
    });
  }
}

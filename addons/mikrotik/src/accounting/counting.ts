import type { Accounting, AddonMigration, AddonTables, SessionReport, Transaction } from '@tapline/sdk';
import type { CountingSummary } from '../connections/connection-store.js';
import { advance, type CounterRow, leftToRadius, type QueueReading, type ReadingTimes, stopOf } from './counter.js';

export const COUNTER_MIGRATION: AddonMigration = {
  id: '0003-counter',
  createTable: 'counter',
  columns: {
    router: { type: 'id' },
    queue: { type: 'key' },
    upload: { type: 'text' },
    download: { type: 'text' },
    service: { type: 'id', isNullable: true },
    session: { type: 'text', isNullable: true },
    started_at_ms: { type: 'instant', isNullable: true },
    session_upload: { type: 'text' },
    session_download: { type: 'text' },
    address: { type: 'text' },
    mac: { type: 'text', isNullable: true },
    seen_at_ms: { type: 'instant' },
  },
  primaryKey: ['router', 'queue'],
};

/** Turns readings of a router's queues into sessions and usage; the readings and what they come to are one transaction. */
export class Counting {
  readonly #counters;

  constructor(
    tables: AddonTables,
    private readonly accounting: Accounting,
  ) {
    this.#counters = tables.table<CounterRow>('counter');
  }

  /** All readings of one moment; what is not among them is gone. A kill before the commit leaves everything to the next reading. */
  async take(tx: Transaction, readings: readonly QueueReading[], times: ReadingTimes): Promise<CountingSummary> {
    const known = new Map((await this.#counters.find(tx, { router: times.routerId })).map((row) => [row.queue, row]));
    const rows = new Map<string, CounterRow>();
    const reports: { readonly report: SessionReport; readonly queue: string }[] = [];
    for (const reading of readings) {
      const advanced = advance(known.get(reading.queue), reading, times);
      rows.set(reading.queue, advanced.row);
      reports.push(...advanced.reports.map((report) => ({ report, queue: reading.queue })));
    }
    for (const [queue, row] of known) {
      if (rows.has(queue)) continue;
      reports.push(...stopOf(row, times.nowMs).map((report) => ({ report, queue })));
      await this.#counters.remove(tx, { router: times.routerId, queue });
    }
    const outcomes = await this.accounting.report(
      tx,
      reports.map(({ report }) => report),
    );
    let [countedByApi, countedByRadius] = [0, 0];
    outcomes.forEach((outcome, index) => {
      const { report, queue } = reports[index] as (typeof reports)[number];
      const row = rows.get(queue);
      if (report.kind !== 'interim' || !row) return;
      if (outcome === 'counted') countedByApi++;
      else rows.set(queue, leftToRadius(row));
      if (outcome === 'by-radius') countedByRadius++;
    });
    for (const [queue, row] of rows) {
      const before = known.get(queue);
      if (!before || isChanged(before, row)) await this.#counters.put(tx, row);
    }
    const strangers = readings.filter(({ service, upload, download }) => service === null && upload + download > 0n).length;
    return { countedByApi, countedByRadius, strangers, uptime: times.uptime };
  }

  known(tx: Transaction, routerId: string): Promise<readonly CounterRow[]> {
    return this.#counters.find(tx, { router: routerId });
  }

  /** Ends the sessions that were counted on a router and forgets where its counters stood: what they say next says nothing of what has flowed since. */
  async endRouter(tx: Transaction, routerId: string, nowMs: number): Promise<void> {
    const known = await this.#counters.find(tx, { router: routerId });
    await this.accounting.report(
      tx,
      known.flatMap((row) => stopOf(row, nowMs)),
    );
    await this.#counters.remove(tx, { router: routerId });
  }
}

/** Whether more has changed than when it was seen. */
function isChanged({ seen_at_ms: _before, ...before }: CounterRow, { seen_at_ms: _after, ...after }: CounterRow): boolean {
  return (Object.keys(after) as (keyof typeof after)[]).some((name) => before[name] !== after[name]);
}

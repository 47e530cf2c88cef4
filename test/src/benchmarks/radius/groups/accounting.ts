import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.js';
import { ACCOUNTING_CELLS, USERS } from '../cells.js';
import type { AccountingProgress } from '../data/accounting-progress.js';
import type { ServerUnderTest } from '../servers/server-under-test.js';

const POLL_MS = 50;
/** How long the rest is waited for, in lengths of a cell. */
const PATIENCE_CELLS = 6;

interface Accounting {
  readonly bench: Bench;
  readonly name: string;
  readonly server: ServerUnderTest;
  readonly progress: AccountingProgress;
}

/** Accounting as it is acknowledged, and as it reaches the database: while more comes in, and after. */
export async function measureAccounting({ bench, name, server, progress }: Accounting): Promise<void> {
  const before = { octets: progress.journaled(), applied: await progress.applied(), atMs: performance.now() };
  let records = 0;
  for (const cell of ACCOUNTING_CELLS) records += (await bench.measure(name, server, cell, USERS))?.answeredInAll ?? 0;
  if (records === 0) return;
  const end = progress.journaled();
  const recordOctets = (end - before.octets) / records;
  const after = { applied: await progress.applied(), atMs: performance.now() };
  bench.figure(`${name} applied under the load`, rate(before, after, recordOctets), 'records/s');
  bench.figure(`${name} behind at the end of the load`, (end - after.applied) / recordOctets, 'records');
  let last = after;
  for (const giveUpMs = after.atMs + bench.options.durationMs * PATIENCE_CELLS; last.applied < end && last.atMs < giveUpMs; ) {
    await pause(POLL_MS);
    last = { applied: await progress.applied(), atMs: performance.now() };
  }
  if (last.applied > after.applied) bench.figure(`${name} applied after the load`, rate(after, last, recordOctets), 'records/s');
  if (last.applied < end) bench.note(`${name}: ${Math.round((end - last.applied) / recordOctets)} records were still to be applied`);
  else bench.figure(`${name} all applied after the load within`, last.atMs - after.atMs, 'ms');
}

interface Position {
  readonly applied: number;
  readonly atMs: number;
}

function rate(from: Position, to: Position, recordOctets: number): number {
  return ((to.applied - from.applied) / recordOctets / (to.atMs - from.atMs)) * 1000;
}

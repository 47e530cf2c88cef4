import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadResult } from './load/load.js';
import { LoadCounters } from './load/load-counters.js';

/** About an Accounting-Request with its header in the journal. */
const RECORD_OCTETS = 220;

/** Appends groups of records to a file with one fdatasync each: the ceiling of durable accounting on this disk. */
export async function measureSync(directory: string, group: number, durationMs: number): Promise<LoadResult> {
  const file = join(directory, 'sync-ceiling');
  const handle = await open(file, 'w');
  const octets = Buffer.alloc(RECORD_OCTETS * group, 1);
  const fromMs = performance.now();
  const counters = new LoadCounters(fromMs, fromMs + durationMs);
  const before = process.cpuUsage();
  try {
    for (let nowMs = fromMs; nowMs < counters.toMs; ) {
      await handle.write(octets);
      await handle.datasync();
      const doneMs = performance.now();
      for (let record = 0; record < group; record++) counters.answer(nowMs, doneMs);
      nowMs = doneMs;
    }
  } finally {
    await handle.close();
    await rm(file);
  }
  const { user, system } = process.cpuUsage(before);
  return counters.result((user + system) / 1000 / durationMs);
}

import type { Bench } from '../bench.js';
import { ECHO_CELLS, SYNC_GROUPS } from '../cells.js';
import { measureSync } from '../measure-sync.js';
import { startEcho } from '../servers/echo-server.js';

/** What no server in one Node.js process, and none on this disk, can pass. */
export async function measureCeilings(bench: Bench): Promise<void> {
  if (ECHO_CELLS.some(({ name }) => bench.wants('udp-echo', name))) {
    const echo = bench.closing(await startEcho());
    for (const cell of ECHO_CELLS) await bench.measure('udp-echo', echo, cell, 10_000);
    await echo.stop();
  }
  for (const group of SYNC_GROUPS) {
    const name = `append+fdatasync, ${group} records each`;
    if (bench.wants(name)) bench.result(name, await measureSync(bench.directory, group, bench.options.durationMs));
  }
}

import type { Bench } from '../bench.js';
import { OVERLOAD, overloadCell, USERS } from '../cells.js';
import type { ServerUnderTest } from '../servers/server-under-test.js';

/** What a server still answers when routers ask for twice what it can, each three times with 300 ms between: its goodput. */
export async function measureOverload(bench: Bench, name: string, server: ServerUnderTest): Promise<void> {
  if (!bench.wants(name, OVERLOAD)) return;
  const capacity = Math.max(
    0,
    ...bench.report.cells.filter((cell) => new RegExp(`^${name} pap \\d+ in flight$`).test(cell.name)).map(({ perSecond }) => perSecond),
  );
  if (capacity === 0) return bench.note(`${name} ${OVERLOAD}: measure 'pap … in flight' with it, which tells its capacity`);
  const result = await bench.measure(name, server, overloadCell(Math.round(capacity * 2)), USERS);
  if (!result) return;
  bench.figure(`${name} ${OVERLOAD}: offered`, Math.round(capacity * 2), 'logins/s');
  bench.figure(`${name} ${OVERLOAD}: goodput`, (result.perSecond / capacity) * 100, '% of its capacity');
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, SECRET } from '../bench.js';
import { ACCOUNTING_CELLS, LOGIN_CELLS, OVERLOAD, USERS } from '../cells.js';
import type { FindMariadb } from '../data/mariadb-server.js';
import { findFreeradiusGap, startFreeradius } from '../servers/freeradius-server.js';
import { measureOverload } from './overload.js';

/** The peers: FreeRADIUS with its users in memory, and with users and accounting in MariaDB. */
export async function measureFreeradius(bench: Bench, findMariadb: FindMariadb): Promise<void> {
  await measureOne(bench, 'freeradius-files', undefined);
  await measureOne(bench, 'freeradius-sql', findMariadb);
}

async function measureOne(bench: Bench, name: string, findMariadb: FindMariadb | undefined): Promise<void> {
  // Without a database its accounting is not durable, so there is nothing to compare.
  const cells = findMariadb ? [...LOGIN_CELLS, ...ACCOUNTING_CELLS] : LOGIN_CELLS;
  if (![...cells, { name: OVERLOAD }].some((cell) => bench.wants(name, cell.name))) return;
  const gap = findFreeradiusGap(findMariadb !== undefined);
  if (gap !== undefined) return bench.skip(`${name}: ${gap}`);
  const mariadb = await findMariadb?.();
  if (findMariadb && !mariadb) return bench.skip(`${name}: no MariaDB answers and mariadbd is not installed`);
  const directory = join(bench.directory, name);
  mkdirSync(directory);
  const server = bench.closing(await startFreeradius({ directory, users: USERS, secret: SECRET, ...(mariadb ? { mariadb } : {}) }));
  for (const cell of LOGIN_CELLS) await bench.measure(name, server, cell, USERS);
  await measureOverload(bench, name, server);
  if (findMariadb) for (const cell of ACCOUNTING_CELLS) await bench.measure(name, server, cell, USERS);
  await server.stop();
}

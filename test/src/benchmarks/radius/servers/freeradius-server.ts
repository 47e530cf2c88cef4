import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildServer } from '../../../child-server.js';
import { freeUdpPort } from '../../../end-to-end/tapline-process.js';
import type { MariadbServer } from '../data/mariadb-server.js';
import { CODE, untilAnswer } from './first-answer.js';
import { DEBIAN_SQL, type FreeradiusOptions, writeFreeradiusConfiguration } from './freeradius-configuration.js';
import { freeradiusRows } from './freeradius-rows.js';
import type { ServerUnderTest } from './server-under-test.js';

const PROGRAM = 'freeradius';
const START_LIMIT_MS = 60_000;

export interface FreeradiusPlan {
  readonly directory: string;
  readonly users: number;
  readonly secret: string;
  /** Users and accounting in this server; a file in memory without it. */
  readonly mariadb?: MariadbServer;
}

/** Why FreeRADIUS cannot be measured here, with what to install; `undefined` when it can. */
export function findFreeradiusGap(withSql: boolean): string | undefined {
  if (spawnSync(PROGRAM, ['-v'], { stdio: 'ignore' }).error)
    return 'FreeRADIUS is not installed (Debian: apt-get install freeradius freeradius-mysql)';
  if (!withSql) return undefined;
  try {
    accessSync('/usr/lib/freeradius/rlm_sql_mysql.so');
    accessSync(join(DEBIAN_SQL, 'queries.conf'), constants.R_OK);
    return undefined;
  } catch {
    return `FreeRADIUS has no readable MariaDB part: install freeradius-mysql, and run as a user who may read ${DEBIAN_SQL}`;
  }
}

/** Debian's FreeRADIUS in the foreground, in a folder and on ports of its own. */
export async function startFreeradius(plan: FreeradiusPlan): Promise<ServerUnderTest> {
  const { directory, users, secret, mariadb } = plan;
  const ports = { authPort: await freeUdpPort(), accountingPort: await freeUdpPort() };
  const options: FreeradiusOptions = { directory, secret, ...ports, ...(mariadb ? { sql: await fill(mariadb, users) } : {}) };
  writeFreeradiusConfiguration(options, users);
  const child = new ChildServer(PROGRAM, ['-f', '-d', directory, '-n', 'radiusd', '-l', join(directory, 'log', 'radius.log')]);
  try {
    await untilAnswer({ port: ports.authPort, secret, user: 1 }, CODE.accept, START_LIMIT_MS, () => child.isRunning());
  } catch (error) {
    await child.stop();
    throw new Error(`FreeRADIUS did not answer:\n${child.said}\n${logOf(directory)}`, { cause: error });
  }
  const databaseProcessId = await mariadb?.processId();
  return { ...ports, processId: child.processId, databaseProcessId, stop: () => child.stop() };
}

async function fill(mariadb: MariadbServer, users: number): Promise<NonNullable<FreeradiusOptions['sql']>> {
  const database = await mariadb.createDatabase();
  await mariadb.run(database, [readFileSync(join(DEBIAN_SQL, 'schema.sql'), 'utf8')]);
  await mariadb.run(database, freeradiusRows(users));
  return { host: mariadb.url.hostname, port: mariadb.port, user: mariadb.user, password: mariadb.password, database };
}

function logOf(directory: string): string {
  try {
    return readFileSync(join(directory, 'log', 'radius.log'), 'utf8').slice(-2_000);
  } catch {
    return '';
  }
}

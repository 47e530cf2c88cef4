import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Configuration, loadConfiguration, TestApplication } from '@tapline/core/testing';
import { type Bench, SECRET } from '../bench.js';
import { ACCOUNTING_CELLS, GROWTH_CELL, GROWTH_SERVICES, LARGE_SERVICES, LOGIN_CELLS, OVERLOAD, USERS } from '../cells.js';
import { AccountingProgress } from '../data/accounting-progress.js';
import type { FindMariadb, MariadbServer } from '../data/mariadb-server.js';
import { ServiceFiller } from '../data/service-filler.js';
import { residentMegabytesOf } from '../process-usage.js';
import { measureRadload } from '../radload.js';
import { TaplineServer } from '../servers/tapline-server.js';
import { measureAccessChange } from './access-change.js';
import { measureAccounting } from './accounting.js';
import { measureOverload } from './overload.js';

const ACCESS_CHANGE = 'change of access';

/** The product on one database, growing; with everything measured at {@link USERS} services. */
export async function measureTapline(bench: Bench, name: string, findMariadb?: FindMariadb): Promise<void> {
  const sizes = [...GROWTH_SERVICES, USERS, ...(bench.options.isLarge ? [LARGE_SERVICES] : [])].filter((services) =>
    isWanted(bench, name, services),
  );
  if (sizes.length === 0) return;
  const mariadb = await findMariadb?.();
  if (findMariadb && !mariadb) return bench.skip(`${name}: no MariaDB answers and mariadbd is not installed`);
  const configuration = await configurationFor(bench, name, mariadb);
  // Beside the server as on another machine: it shows how far accounting has come, and changes access.
  const app = bench.closing(await startApplication(configuration));
  const databaseProcessId = await mariadb?.processId();
  const filler = new ServiceFiller(app, configuration);
  await filler.addRouter(SECRET);
  for (const services of sizes) {
    await filler.fillTo(services);
    const server = bench.closing(await TaplineServer.start({ configuration, secret: SECRET, databaseProcessId }));
    const title = titleOf(name, services);
    bench.figure(`${title} start to first answer`, server.firstAnswerMs, 'ms');
    const residentMegabytes = residentMegabytesOf(server.processId);
    if (residentMegabytes !== undefined) bench.figure(`${title} RSS after the start`, residentMegabytes, 'MB');
    if (services === USERS) {
      for (const cell of LOGIN_CELLS) await bench.measure(name, server, cell, USERS);
      await measureOverload(bench, name, server);
      await measureRadload(bench, name, server);
      if (bench.wants(name, ACCESS_CHANGE)) await measureAccessChange({ bench, name, app, filler, server });
      await measureAccounting({ bench, name, server, progress: new AccountingProgress(app, configuration.dataDirectory) });
    } else {
      await bench.measure(title, server, GROWTH_CELL, services);
    }
    await server.stop();
  }
}

function titleOf(name: string, services: number): string {
  return services === USERS ? name : `${name} ${services.toLocaleString('en')} services`;
}

function isWanted(bench: Bench, name: string, services: number): boolean {
  const cells = services === USERS ? [...LOGIN_CELLS, ...ACCOUNTING_CELLS, { name: ACCESS_CHANGE }, { name: OVERLOAD }] : [GROWTH_CELL];
  return cells.some((cell) => bench.wants(titleOf(name, services), cell.name));
}

async function configurationFor(bench: Bench, name: string, mariadb: MariadbServer | undefined): Promise<Configuration> {
  const dataDirectory = join(bench.directory, name);
  mkdirSync(dataDirectory);
  const database = mariadb && {
    'database.client': 'mysql',
    'database.host': mariadb.url.hostname,
    'database.port': String(mariadb.port),
    'database.user': mariadb.user,
    'database.password': mariadb.password,
    'database.name': await mariadb.createDatabase(),
  };
  return loadConfiguration({ flags: { dataDirectory, ...database } });
}

function startApplication(configuration: Configuration): Promise<TestApplication> {
  return TestApplication.start(configuration, new Date().toISOString());
}

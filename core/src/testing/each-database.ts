import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaplineError } from '@tapline/sdk';
import knex from 'knex';
import { CORE_HISTORY_TABLE, CORE_MIGRATIONS } from '../application/core-migrations.js';
import { importAddon } from '../kernel/addons/addon-loader.js';
import { type AddonSchema, addonSchema } from '../kernel/addons/addon-schema.js';
import { readAddonPackage } from '../kernel/addons/manifest-reader.js';
import type { Configuration } from '../kernel/config/configuration.js';
import { loadConfiguration } from '../kernel/config/load-configuration.js';
import { Database } from '../kernel/database/database.js';
import { migrate } from '../kernel/database/migrations.js';

/** A database made for one test, on one of the two kinds. */
export interface TestDatabase {
  readonly name: 'SQLite' | 'MariaDB';
  /** A new, empty database and the configuration that leads to it. */
  create(): Promise<Configuration>;
  /** One with the tables of the core and of the add-ons that are installed, as a first start leaves it. Making those for each test takes longer than most tests. */
  createMigrated(): Promise<Configuration>;
  /** {@link create}, opened. */
  open(): Promise<Database>;
  /** Closes and drops all that was made. */
  close(): Promise<void>;
}

/** `mysql://user:password@host:port`, set by the test command when a server answers or a throw-away one was started. */
const MARIADB_URL = process.env.TAPLINE_TEST_MARIADB_URL ?? 'mysql://root@127.0.0.1:3306';
const isMariadbThere = process.env.TAPLINE_TEST_MARIADB_URL !== undefined || (await answers(new URL(MARIADB_URL)));

/** Tests of rejections need not wait for them. */
const AT_ONCE = { 'radius.rejectDelayMs': '0' };

let databasesMade = 0;

/** Calls `define` once for each kind of database; MariaDB's tests are shown as skipped where no server answers. */
export function forEachDatabase(define: (database: TestDatabase) => void): void {
  define(new SqliteTestDatabase());
  if (isMariadbThere) define(new MariadbTestDatabase());
  else
    describe('on MariaDB', () =>
      it('needs a MariaDB server: none answers, so these tests are skipped', function skip() {
        this.skip();
      }));
}

/** For programs that are no tests: an empty database of a kind, dropped when it is closed. */
export function temporaryDatabase(name: TestDatabase['name']): TestDatabase {
  return name === 'SQLite' ? new SqliteTestDatabase() : new MariadbTestDatabase();
}

abstract class OpenedDatabases {
  private readonly opened: Database[] = [];

  abstract create(): Promise<Configuration>;
  abstract createMigrated(): Promise<Configuration>;

  async open(): Promise<Database> {
    const database = Database.open(await this.create());
    this.opened.push(database);
    return database;
  }

  async close(): Promise<void> {
    for (const database of this.opened.splice(0)) await database.close();
    await this.drop();
  }

  protected abstract drop(): Promise<void>;
}

class SqliteTestDatabase extends OpenedDatabases implements TestDatabase {
  readonly name = 'SQLite';
  private readonly directories: string[] = [];

  create(): Promise<Configuration> {
    const directory = mkdtempSync(join(tmpdir(), 'tapline-test-'));
    this.directories.push(directory);
    return Promise.resolve(loadConfiguration({ flags: { dataDirectory: directory, ...AT_ONCE } }));
  }

  async createMigrated(): Promise<Configuration> {
    const configuration = await this.create();
    cpSync(await sqliteTemplate(), configuration.dataDirectory, { recursive: true });
    return configuration;
  }

  protected drop(): Promise<void> {
    for (const directory of this.directories.splice(0)) rmSync(directory, { recursive: true, force: true });
    return Promise.resolve();
  }
}

class MariadbTestDatabase extends OpenedDatabases implements TestDatabase {
  readonly name = 'MariaDB';
  private readonly names: string[] = [];
  private readonly migrated: MigratedMariadb[] = [];
  private readonly directories: string[] = [];

  async create(): Promise<Configuration> {
    const name = `tapline_test_${process.pid}_${databasesMade++}`;
    await administer((run) => run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`));
    this.names.push(name);
    return this.configurationOf(name);
  }

  async createMigrated(): Promise<Configuration> {
    const idle = IDLE_MARIADB.pop();
    if (idle) {
      this.migrated.push(idle);
      return this.configurationOf(idle.name);
    }
    const configuration = await this.create();
    const name = this.names.pop() as string;
    const histories = await migrateAll(configuration);
    this.migrated.push({ name, histories, ...(await schemaOf(name)) });
    return configuration;
  }

  private configurationOf(name: string): Configuration {
    const url = new URL(MARIADB_URL);
    const directory = mkdtempSync(join(tmpdir(), 'tapline-test-'));
    this.directories.push(directory);
    return loadConfiguration({
      flags: {
        dataDirectory: directory,
        ...AT_ONCE,
        'database.client': 'mysql',
        'database.host': url.hostname,
        'database.port': url.port || '3306',
        'database.user': decodeURIComponent(url.username),
        'database.password': decodeURIComponent(url.password),
        'database.name': name,
      },
    });
  }

  protected async drop(): Promise<void> {
    for (const directory of this.directories.splice(0)) rmSync(directory, { recursive: true, force: true });
    for (const database of this.migrated.splice(0)) {
      if (await empty(database)) IDLE_MARIADB.push(database);
      else this.names.push(database.name);
    }
    const names = this.names.splice(0);
    if (names.length > 0)
      await administer(async (run) => {
        for (const name of names) await run(`DROP DATABASE IF EXISTS ${name}`);
      });
  }
}

interface MigratedMariadb {
  readonly name: string;
  readonly tables: ReadonlySet<string>;
  readonly triggers: ReadonlySet<string>;
  /** Those that only TRUNCATE empties whole: a trigger refuses to delete, or rows are numbered. It takes ten times as long as a DELETE of a few rows. */
  readonly truncated: ReadonlySet<string>;
  /** Tables that say which steps are done; they keep their rows. */
  readonly histories: ReadonlySet<string>;
}

/** Emptied, and ready for the next test of this process. */
const IDLE_MARIADB: MigratedMariadb[] = [];

let template: Promise<string> | undefined;

function sqliteTemplate(): Promise<string> {
  template ??= (async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tapline-test-'));
    await migrateAll(loadConfiguration({ flags: { dataDirectory: directory } }));
    return directory;
  })();
  return template;
}

async function migrateAll(configuration: Configuration): Promise<ReadonlySet<string>> {
  const database = Database.open(configuration);
  try {
    await migrate(database, CORE_HISTORY_TABLE, CORE_MIGRATIONS);
    const histories = new Set([CORE_HISTORY_TABLE]);
    for (const { historyTable, steps } of await addonSchemas(configuration)) {
      if (steps.length === 0) continue;
      await migrate(database, historyTable, steps);
      histories.add(historyTable);
    }
    return histories;
  } finally {
    await database.close();
  }
}

/** Of the configured add-ons that are there: the core is tested without any too. */
async function addonSchemas({ addons }: Configuration): Promise<readonly AddonSchema[]> {
  const schemas: AddonSchema[] = [];
  for (const specifier of addons.packages) {
    if (!isInstalled(specifier)) continue;
    const found = readAddonPackage(specifier);
    schemas.push(addonSchema(found.manifest.id, (await importAddon(found)).migrations ?? []));
  }
  return schemas;
}

function isInstalled(specifier: string): boolean {
  try {
    readAddonPackage(specifier);
    return true;
  } catch (error) {
    if (error instanceof TaplineError && error.code === 'ADDON_PACKAGE_MISSING') return false;
    throw error;
  }
}

function schemaOf(name: string): Promise<Pick<MigratedMariadb, 'tables' | 'triggers' | 'truncated'>> {
  return administer(async (run) => {
    const tables = await run(
      `SELECT table_name AS name, auto_increment AS next FROM information_schema.tables WHERE table_schema = '${name}'`,
    );
    const triggers = await run(
      `SELECT trigger_name AS name, event_object_table AS holder FROM information_schema.triggers WHERE trigger_schema = '${name}'`,
    );
    const numbered = tables.filter(({ next }) => next !== null);
    return {
      tables: new Set(tables.map((table) => String(table.name))),
      triggers: new Set(triggers.map((trigger) => String(trigger.name))),
      truncated: new Set([...numbered.map((table) => String(table.name)), ...triggers.map(({ holder }) => String(holder))]),
    };
  });
}

/** Takes away what a test has written: its rows, and tables that it made. False where it took something of the schema away. */
async function empty({ name, tables, triggers, truncated, histories }: MigratedMariadb): Promise<boolean> {
  const now = await schemaOf(name);
  if ([...tables].some((table) => !now.tables.has(table)) || [...triggers].some((trigger) => !now.triggers.has(trigger))) return false;
  const added = [...now.tables].filter((table) => !tables.has(table));
  const looks = [...tables].map((table) => `SELECT '${table}' AS name, EXISTS(SELECT 1 FROM ${name}.${table}) AS is_used`);
  await administer(async (run) => {
    await run('SET FOREIGN_KEY_CHECKS = 0');
    for (const table of added) await run(`DROP TABLE ${name}.${table}`);
    const used = (await run(looks.join(' UNION ALL ')))
      .filter(({ is_used: isUsed }) => Number(isUsed) === 1)
      .map((row) => String(row.name));
    const full = used.filter((table) => !histories.has(table));
    for (const table of full) if (truncated.has(table)) await run(`TRUNCATE TABLE ${name}.${table}`);
    await run('START TRANSACTION');
    for (const table of full) if (!truncated.has(table)) await run(`DELETE FROM ${name}.${table}`);
    await run('COMMIT');
  });
  return true;
}

/** At the end of the tests that this module was loaded for, if there are any. */
if (typeof after === 'function') {
  after(async () => {
    if (template) rmSync(await template, { recursive: true, force: true });
    const idle = IDLE_MARIADB.splice(0);
    if (idle.length > 0)
      await administer(async (run) => {
        for (const { name } of idle) await run(`DROP DATABASE IF EXISTS ${name}`);
      });
  });
}

async function administer<T>(
  work: (run: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>) => Promise<T>,
): Promise<T> {
  const server = knex({ client: 'mysql2', connection: MARIADB_URL, pool: { min: 0, max: 1 } });
  try {
    return await work(async (sql) => ((await server.raw(sql)) as [Record<string, unknown>[]])[0]);
  } finally {
    await server.destroy();
  }
}

function answers(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(Number(url.port || 3306), url.hostname);
    const settle = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket
      // What has come meanwhile is looked at first: loading everything may have kept the event loop for longer than that.
      .setTimeout(1000, () => setImmediate(() => settle(false)))
      .on('connect', () => settle(true))
      .on('error', () => settle(false));
  });
}

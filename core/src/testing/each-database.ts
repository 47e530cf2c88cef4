import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knex from 'knex';
import type { Configuration } from '../kernel/config/configuration.js';
import { loadConfiguration } from '../kernel/config/load-configuration.js';
import { Database } from '../kernel/database/database.js';

/** A database made for one test, on one of the two kinds. */
export interface TestDatabase {
  readonly name: 'SQLite' | 'MariaDB';
  /** A new, empty database and the configuration that leads to it. */
  create(): Promise<Configuration>;
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

  protected drop(): Promise<void> {
    for (const directory of this.directories.splice(0)) rmSync(directory, { recursive: true, force: true });
    return Promise.resolve();
  }
}

class MariadbTestDatabase extends OpenedDatabases implements TestDatabase {
  readonly name = 'MariaDB';
  private readonly names: string[] = [];
  private readonly directories: string[] = [];

  async create(): Promise<Configuration> {
    const url = new URL(MARIADB_URL);
    const name = `tapline_test_${process.pid}_${databasesMade++}`;
    await administer((run) => run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`));
    this.names.push(name);
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
    const names = this.names.splice(0);
    if (names.length > 0)
      await administer(async (run) => {
        for (const name of names) await run(`DROP DATABASE IF EXISTS ${name}`);
      });
  }
}

async function administer(work: (run: (sql: string) => Promise<unknown>) => Promise<unknown>): Promise<void> {
  const server = knex({ client: 'mysql2', connection: MARIADB_URL });
  try {
    await work((sql) => server.raw(sql));
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
      .setTimeout(1000, () => settle(false))
      .on('connect', () => settle(true))
      .on('error', () => settle(false));
  });
}

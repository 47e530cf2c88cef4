// The one import of knex that makes connections.
import { join, resolve } from 'node:path';
import knex, { type Knex } from 'knex';
import type { Configuration } from '../config/configuration.js';
import { LibsqlClient, LibsqlReadClient } from './libsql-client.js';
import { SQLITE_BUSY_TIMEOUT_MS } from './sqlite-busy-timeout.js';

const MYSQL_CONNECT_TIMEOUT_MS = 5_000;

interface MysqlConnection {
  query(sql: string, done: (error: Error | null) => void): void;
}

export interface Connections {
  /** For reads outside of transactions. */
  readonly reader: Knex;
  /** For transactions. With SQLite it holds one connection, which is what puts this process's writers in a row. */
  readonly writer: Knex;
}

/** What knex would print is thrown as well, and said once by whoever catches it. */
const SILENT = { warn: () => undefined, error: () => undefined, deprecate: () => undefined, debug: () => undefined };

export function connect(configuration: Configuration): Connections {
  if (configuration.database.client === 'mysql') {
    const both = connectMysql(configuration.database);
    return { reader: both, writer: both };
  }
  const filename = join(resolve(configuration.dataDirectory), configuration.database.filename);
  return { writer: connectSqlite(filename, 1, false), reader: connectSqlite(filename, 2, true) };
}

function connectSqlite(filename: string, connections: number, isReadOnly: boolean): Knex {
  return knex({
    client: isReadOnly ? LibsqlReadClient : LibsqlClient,
    log: SILENT,
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: connections,
      afterCreate: (connection: { pragma(text: string): unknown }, done: (error?: Error) => void) => {
        connection.pragma(`busy_timeout = ${SQLITE_BUSY_TIMEOUT_MS}`);
        connection.pragma('journal_mode = WAL');
        connection.pragma('synchronous = FULL');
        connection.pragma('foreign_keys = ON');
        connection.pragma('recursive_triggers = ON');
        if (isReadOnly) connection.pragma('query_only = ON');
        done();
      },
    },
  });
}

function connectMysql(database: Configuration['database']): Knex {
  const connection = {
    host: database.host,
    port: database.port,
    user: database.user,
    password: database.password,
    database: database.name,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    dateStrings: ['DATE'],
    connectTimeout: MYSQL_CONNECT_TIMEOUT_MS,
  };
  return knex({
    client: 'mysql2',
    log: SILENT,
    connection: connection as unknown as Knex.MySql2ConnectionConfig,
    pool: {
      min: 0,
      max: database.poolSize,
      // What a transaction reads after it has taken a lock must be the latest, not a snapshot from before the wait.
      afterCreate: (raw: MysqlConnection, done: (error: Error | null) => void) => {
        raw.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', (error) => {
          if (error) done(error);
          else raw.query("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), innodb_lock_wait_timeout = 20", done);
        });
      },
    },
  });
}

import { createRequire } from 'node:module';
import type { Knex } from 'knex';

const require = createRequire(import.meta.url);
// knex has no ESM path for its dialects; subclassing one by its CJS path is the documented way.
const BetterSqlite3Client = require('knex/lib/dialects/better-sqlite3/index.js') as typeof DialectClient;

interface QueryObject {
  readonly sql: string;
  response?: unknown;
}

interface Connection {
  readonly inTransaction: boolean;
  exec(sql: string): void;
}

/** What knex's types leave out of a dialect. */
declare class DialectClient extends Knex.Client {
  protected _query(connection: Connection, query: QueryObject): Promise<unknown>;
}

/** knex on libsql: better-sqlite3's interface, prebuilt inside npm packages, so that an installation needs no compiler. */
export class LibsqlClient extends BetterSqlite3Client {
  _driver(): unknown {
    return require('libsql');
  }

  protected override async _query(connection: Connection, query: QueryObject): Promise<unknown> {
    if (query.sql !== 'BEGIN;') return super._query(connection, query);
    this.begin(connection);
    query.response = [];
    return query;
  }

  protected begin(connection: Connection): void {
    beginWriting(connection);
  }
}

/** For connections that only read: their transactions wait for nobody and keep nobody out. */
export class LibsqlReadClient extends LibsqlClient {
  protected override begin(connection: Connection): void {
    connection.exec('BEGIN');
  }
}

/** A deferred transaction that reads first cannot become a writer once another process has written (SQLITE_BUSY_SNAPSHOT). */
function beginWriting(connection: Connection): void {
  // The last one could not be committed: kept open, it would keep everybody from writing until this process ends.
  if (connection.inTransaction) connection.exec('ROLLBACK');
  // Not as a prepared statement: libsql goes on with one that found the database locked, and then no transaction can be committed.
  connection.exec('BEGIN IMMEDIATE');
}

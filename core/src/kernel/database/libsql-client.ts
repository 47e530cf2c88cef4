import { createRequire } from 'node:module';
import type { Knex } from 'knex';

const require = createRequire(import.meta.url);
// knex has no ESM path for its dialects; subclassing one by its CJS path is the documented way.
const BetterSqlite3Client = require('knex/lib/dialects/better-sqlite3/index.js') as typeof DialectClient;

interface QueryObject {
  sql: string;
}

/** What knex's types leave out of a dialect. */
declare class DialectClient extends Knex.Client {
  protected _query(connection: unknown, query: QueryObject): Promise<unknown>;
}

/** knex on libsql: better-sqlite3's interface, prebuilt inside npm packages, so that an installation needs no compiler. */
export class LibsqlClient extends BetterSqlite3Client {
  _driver(): unknown {
    return require('libsql');
  }

  protected override _query(connection: unknown, query: QueryObject): Promise<unknown> {
    // A deferred transaction that reads first cannot become a writer once another process has written (SQLITE_BUSY_SNAPSHOT).
    if (query.sql === 'BEGIN;') query.sql = 'BEGIN IMMEDIATE;';
    return super._query(connection, query);
  }
}

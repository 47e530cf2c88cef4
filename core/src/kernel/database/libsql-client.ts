import { createRequire } from 'node:module';
import type { Knex } from 'knex';
import { turnEventLoop } from './event-loop-turn.js';

const require = createRequire(import.meta.url);
// knex has no ESM path for its dialects; subclassing one by its CJS path is the documented way.
const BetterSqlite3Client = require('knex/lib/dialects/better-sqlite3/index.js') as typeof DialectClient;

interface QueryObject {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
  response?: unknown;
  context?: unknown;
}

interface Statement {
  run(bindings: readonly unknown[]): { readonly lastInsertRowid: unknown; readonly changes: number };
}

interface Connection {
  readonly inTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): Statement;
}

/** Begins statements that are put together for hot paths, whose texts come again and again; a query builder's begin with a small letter. */
const KEPT = /^(?:INSERT INTO|UPDATE) /;
const MOST_KEPT = 150;
/** By connection, and not with the client: knex makes one of its own for each transaction. */
const statements = new WeakMap<Connection, Map<string, Statement>>();

/** What knex's types leave out of a dialect. */
declare class DialectClient extends Knex.Client {
  protected _query(connection: Connection, query: QueryObject): Promise<unknown>;
  protected _formatBindings(bindings: readonly unknown[] | undefined): readonly unknown[];
}

/** knex on libsql: better-sqlite3's interface, prebuilt inside npm packages, so that an installation needs no compiler. */
export class LibsqlClient extends BetterSqlite3Client {
  _driver(): unknown {
    return require('libsql');
  }

  protected override async _query(connection: Connection, query: QueryObject): Promise<unknown> {
    if (KEPT.test(query.sql)) return this.write(connection, query);
    // Not inside of a transaction, where others wait for its end.
    if (!connection.inTransaction) await turnEventLoop();
    if (query.sql !== 'BEGIN;') return super._query(connection, query);
    this.begin(connection);
    query.response = [];
    return query;
  }

  /**
   * With a statement that is prepared once: preparing thousands of places costs as much as writing them, and a megabyte that is only given back by
   * garbage collection. A statement that has failed is not used again.
   */
  private async write(connection: Connection, query: QueryObject): Promise<QueryObject> {
    const kept = statements.get(connection) ?? new Map<string, Statement>();
    statements.set(connection, kept);
    const statement = kept.get(query.sql) ?? connection.prepare(query.sql);
    kept.delete(query.sql);
    const response = statement.run(this._formatBindings(query.bindings));
    kept.set(query.sql, statement);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    query.response = response;
    query.context = { lastID: response.lastInsertRowid, changes: response.changes };
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

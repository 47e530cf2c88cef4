import { setTimeout as pause } from 'node:timers/promises';
import { type Actor, createToken } from '@tapline/sdk';
import type { Knex } from 'knex';
import type { Configuration } from '../config/configuration.js';
import { type Connections, connect } from './connect.js';
import { databaseErrorKind, explainDatabaseError } from './database-error.js';
import { DatabaseTransaction, type Dialect } from './database-transaction.js';

const TRIES = 8;
const FIRST_PAUSE_MS = 20;

/** The database of the installation. All writing goes through {@link Database.transaction}. */
export class Database {
  private constructor(
    readonly dialect: Dialect,
    private readonly connections: Connections,
  ) {}

  static open(configuration: Configuration): Database {
    return new Database(configuration.database.client, connect(configuration));
  }

  /** Whether transactions that write run side by side; with SQLite they come one after another. */
  get hasManyWriters(): boolean {
    return this.dialect === 'mysql';
  }

  /** For reads outside of any operation: snapshots, pollers. */
  get reader(): Knex {
    return this.connections.reader;
  }

  /** Reads on behalf of someone; what is written in it is refused by the database. */
  view<T>(actor: Actor, work: (tx: DatabaseTransaction) => Promise<T>): Promise<T> {
    // SQLite's reading connections refuse to write by themselves; a transaction there would only hold back the checkpoint.
    return this.read(actor, work, (run) =>
      this.dialect === 'sqlite' ? run(this.reader) : this.reader.transaction(run, { readOnly: true }),
    );
  }

  /** Reads in which all is as it was at one instant, whatever others commit meanwhile: for what is compared with each other. */
  snapshot<T>(actor: Actor, work: (tx: DatabaseTransaction) => Promise<T>): Promise<T> {
    // Not `readOnly` as well: knex leaves out the comma that MariaDB wants between the two.
    const options = this.dialect === 'sqlite' ? {} : ({ isolationLevel: 'repeatable read' } as const);
    return this.read(actor, work, (run) => this.reader.transaction(run, options));
  }

  private async read<T>(
    actor: Actor,
    work: (tx: DatabaseTransaction) => Promise<T>,
    within: (run: (knex: Knex) => Promise<T>) => Promise<T>,
  ): Promise<T> {
    const run = async (knex: Knex): Promise<T> => {
      const tx = new DatabaseTransaction(actor, this.dialect, knex);
      try {
        return await work(tx);
      } finally {
        tx.end();
      }
    };
    try {
      return await within(run);
    } catch (error) {
      throw explainDatabaseError(error);
    }
  }

  /** For schema changes, which MySQL commits by itself. */
  get schemaWriter(): Knex {
    return this.connections.writer;
  }

  /**
   * Runs work in one transaction and commits it; anything thrown rolls back. Deadlocks and certification conflicts start it again,
   * so the work must have no effect outside of the database. Throws `DATABASE_UNREACHABLE` when there is no server to talk to.
   */
  async transaction<T>(actor: Actor, work: (tx: DatabaseTransaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(actor, work);
      } catch (error) {
        const kind = databaseErrorKind(error);
        if (kind !== 'retryable' || attempt === TRIES) throw explainDatabaseError(error);
        await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
      }
    }
  }

  async close(): Promise<void> {
    await this.connections.writer.destroy();
    if (this.connections.reader !== this.connections.writer) await this.connections.reader.destroy();
  }

  private async attempt<T>(actor: Actor, work: (tx: DatabaseTransaction) => Promise<T>): Promise<T> {
    let tx: DatabaseTransaction | undefined;
    // The handler form only: the other one resolves even when COMMIT has failed.
    const result = await this.connections.writer.transaction(async (knexTransaction) => {
      tx = new DatabaseTransaction(actor, this.dialect, knexTransaction);
      try {
        return await work(tx);
      } finally {
        tx.end();
      }
    });
    tx?.runAfterCommit();
    return result;
  }
}

export const DATABASE = createToken<Database>('core.database');

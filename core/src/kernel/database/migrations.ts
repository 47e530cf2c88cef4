import type { Knex } from 'knex';
import { Columns } from './columns.js';
import type { Database } from './database.js';
import { explainDatabaseError } from './database-error.js';
import type { Dialect } from './database-transaction.js';

/** One schema change: one statement, since MySQL commits each by itself; a run that was cut off starts again at the step it stopped in. */
export type MigrationStep =
  | { readonly id: string; readonly createTable: string; readonly columns: (columns: Columns, table: Knex.CreateTableBuilder) => void }
  | {
      readonly id: string;
      readonly createIndex: string;
      readonly on: string;
      readonly columns: readonly string[];
      readonly isUnique?: boolean;
    }
  | { readonly id: string; readonly createTrigger: string; readonly sqlite: string; readonly mysql: string }
  /** Rows that follow from others; the statement leaves alone what is there already. */
  | { readonly id: string; readonly fill: string; readonly sqlite: string; readonly mysql: string }
  | {
      readonly id: string;
      readonly addColumn: string;
      readonly to: string;
      readonly columns: (columns: Columns, table: Knex.CreateTableBuilder) => void;
    }
  | { readonly id: string; readonly dropIndex: string; readonly on: string }
  /** Makes room for longer values; SQLite's columns have no length. */
  | { readonly id: string; readonly widenColumn: string; readonly on: string; readonly mysqlType: string }
  /** Changes rows; may run twice. */
  | { readonly id: string; readonly statement: string };

const LOCK_SECONDS = 120;

/** Applies the steps that a package's history table does not name yet. Each package has a history of its own. */
export async function migrate(database: Database, historyTable: string, steps: readonly MigrationStep[]): Promise<readonly string[]> {
  try {
    return await withMigrationLock(database, () => applyAll(database, historyTable, steps));
  } catch (error) {
    throw explainDatabaseError(error);
  }
}

async function applyAll(database: Database, historyTable: string, steps: readonly MigrationStep[]): Promise<readonly string[]> {
  const knex = database.schemaWriter;
  await createHistory(database, historyTable);
  const done = new Set((await knex(historyTable).select<{ id: string }[]>('id')).map((row) => row.id));
  const applied: string[] = [];
  for (const step of steps) {
    if (!done.has(step.id) && (await applyOnce(database, historyTable, step))) applied.push(step.id);
  }
  return applied;
}

async function createHistory({ schemaWriter, dialect }: Database, historyTable: string): Promise<void> {
  const names = (table: Knex.CreateTableBuilder): void => void new Columns(dialect, table).key('id').primary();
  await schemaWriter.schema.createTableIfNotExists(historyTable, names);
}

/** False when another process was faster. */
async function applyOnce({ schemaWriter, dialect }: Database, historyTable: string, step: MigrationStep): Promise<boolean> {
  const work = async (knex: Knex): Promise<boolean> => {
    if (await knex(historyTable).where({ id: step.id }).first('id')) return false;
    await apply(knex, dialect, step);
    await knex(historyTable).insert({ id: step.id });
    return true;
  };
  // SQLite's transactions hold schema changes too, and keep other processes out from their beginning.
  return dialect === 'sqlite' ? schemaWriter.transaction(work) : work(schemaWriter);
}

/** MySQL commits each schema change by itself, so processes that start together take turns by a lock of their own. */
async function withMigrationLock<T>(database: Database, work: () => Promise<T>): Promise<T> {
  if (database.dialect === 'sqlite') return work();
  const knex = database.schemaWriter;
  return knex.transaction(async (holder) => {
    const name = 'tapline.migration';
    await holder.raw('SELECT GET_LOCK(MD5(CONCAT(?, DATABASE())), ?)', [name, LOCK_SECONDS]);
    try {
      return await work();
    } finally {
      await holder.raw('SELECT RELEASE_LOCK(MD5(CONCAT(?, DATABASE())))', [name]);
    }
  });
}

async function apply(knex: Knex, dialect: Dialect, step: MigrationStep): Promise<void> {
  if ('createTable' in step) {
    if (await knex.schema.hasTable(step.createTable)) return;
    await knex.schema.createTable(step.createTable, (table) => step.columns(new Columns(dialect, table), table));
  } else if ('createIndex' in step) {
    await createIndex(knex, dialect, step);
  } else if ('createTrigger' in step) {
    await knex.raw(`DROP TRIGGER IF EXISTS ${step.createTrigger}`);
    await knex.raw(`CREATE TRIGGER ${step.createTrigger} ${dialect === 'mysql' ? step.mysql : step.sqlite}`);
  } else if ('fill' in step) {
    await knex.raw(
      dialect === 'mysql' ? `INSERT IGNORE INTO ${step.fill} ${step.mysql}` : `INSERT OR IGNORE INTO ${step.fill} ${step.sqlite}`,
    );
  } else if ('dropIndex' in step) {
    await dropIndex(knex, dialect, step);
  } else if ('widenColumn' in step) {
    if (dialect === 'mysql') await knex.raw(`ALTER TABLE ${step.on} MODIFY ${step.widenColumn} ${step.mysqlType}`);
  } else if ('statement' in step) {
    await knex.raw(step.statement);
  } else {
    if (await knex.schema.hasColumn(step.to, step.addColumn)) return;
    await knex.schema.alterTable(step.to, (table) => step.columns(new Columns(dialect, table), table));
  }
}

async function createIndex(knex: Knex, dialect: Dialect, step: Extract<MigrationStep, { createIndex: string }>): Promise<void> {
  const kind = step.isUnique ? 'UNIQUE INDEX' : 'INDEX';
  const columns = step.columns.join(', ');
  if (dialect === 'sqlite') {
    await knex.raw(`CREATE ${kind} IF NOT EXISTS ${step.createIndex} ON ${step.on} (${columns})`);
  } else if (!(await hasMysqlIndex(knex, step.on, step.createIndex))) {
    await knex.raw(`CREATE ${kind} ${step.createIndex} ON ${step.on} (${columns})`);
  }
}

async function dropIndex(knex: Knex, dialect: Dialect, step: Extract<MigrationStep, { dropIndex: string }>): Promise<void> {
  if (dialect === 'sqlite') await knex.raw(`DROP INDEX IF EXISTS ${step.dropIndex}`);
  else if (await hasMysqlIndex(knex, step.on, step.dropIndex)) await knex.raw(`DROP INDEX ${step.dropIndex} ON ${step.on}`);
}

async function hasMysqlIndex(knex: Knex, table: string, index: string): Promise<boolean> {
  const [found] = (await knex.raw(
    'SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ? LIMIT 1',
    [table, index],
  )) as [unknown[]];
  return found.length > 0;
}

import { createHash } from 'node:crypto';
import { type AddonMigration, type ColumnDefinition, type ColumnType, type CreateTable, TaplineError } from '@tapline/sdk';
import type { Knex } from 'knex';
import type { Columns } from '../database/columns.js';
import type { MigrationStep } from '../database/migrations.js';

/** A table that an add-on has declared, as it is after all of its steps. */
export interface DeclaredTable {
  /** With the add-on's prefix. */
  readonly fullName: string;
  readonly columns: ReadonlyMap<string, ColumnDefinition>;
  readonly primaryKey: readonly string[];
}

export interface AddonSchema {
  readonly historyTable: string;
  readonly steps: readonly MigrationStep[];
  /** By the name that the add-on uses. */
  readonly tables: ReadonlyMap<string, DeclaredTable>;
}

const TABLE_NAME = /^[a-z][a-z0-9_]*$/;
const COLUMN_NAME = /^[a-zA-Z][a-zA-Z0-9_]*$/;
/** MySQL's limit. */
const NAME_LENGTH = 64;
const KEY_TYPES: ReadonlySet<ColumnType> = new Set(['id', 'key', 'date', 'month', 'instant', 'amount', 'integer', 'boolean']);

const COLUMN_MAKERS: Readonly<Record<ColumnType, (columns: Columns, name: string) => Knex.ColumnBuilder>> = {
  id: (columns, name) => columns.id(name),
  key: (columns, name) => columns.key(name),
  text: (columns, name) => columns.json(name),
  date: (columns, name) => columns.date(name),
  month: (columns, name) => columns.date(name),
  instant: (columns, name) => columns.instant(name),
  amount: (columns, name) => columns.amount(name),
  integer: (columns, name) => columns.integer64(name),
  boolean: (columns, name) => columns.flag(name),
  json: (columns, name) => columns.json(name),
};

/** Turns an add-on's steps into schema changes under its prefix. Throws `ADDON_SCHEMA_INVALID`. */
export function addonSchema(addonId: string, migrations: readonly AddonMigration[]): AddonSchema {
  const prefix = `addon_${addonId.replaceAll('-', '_')}_`;
  const tables = new Map<string, DeclaredTable>();
  const ids = new Set<string>();
  const steps = migrations.map((migration) => {
    requireThat(!ids.has(migration.id), addonId, `the step ${migration.id} is there twice`);
    ids.add(migration.id);
    if ('createTable' in migration) return createTable(addonId, prefix, tables, migration);
    return 'addIndex' in migration ? addIndex(addonId, tables, migration) : addColumn(addonId, tables, migration);
  });
  return { historyTable: `${prefix}migrations`, steps, tables };
}

function createTable(
  addonId: string,
  prefix: string,
  tables: Map<string, DeclaredTable>,
  step: { readonly id: string } & CreateTable,
): MigrationStep {
  const { createTable: name, primaryKey, indexes = [] } = step;
  const fullName = prefix + name;
  const columns = new Map(Object.entries(step.columns));
  requireThat(
    TABLE_NAME.test(name) && name !== 'migrations' && fullName.length <= NAME_LENGTH,
    addonId,
    `the table "${name}" needs another name`,
  );
  requireThat(!tables.has(name), addonId, `the table ${name} is made twice`);
  for (const column of columns.keys())
    requireThat(COLUMN_NAME.test(column), addonId, `the column "${column}" of ${name} needs another name`);
  for (const [column, definition] of columns) requireType(addonId, name, column, definition);
  requireKeyTypes(addonId, name, columns, [primaryKey, ...indexes.map((index) => index.columns)].flat());
  requireThat(primaryKey.length > 0, addonId, `the table ${name} needs a primary key`);
  tables.set(name, { fullName, columns, primaryKey });
  return {
    id: step.id,
    createTable: fullName,
    columns: (make, table) => {
      for (const [column, definition] of columns) makeColumn(make, column, definition);
      table.primary([...primaryKey]);
      for (const index of indexes) {
        if (index.isUnique) table.unique([...index.columns], { indexName: indexName(fullName, index.columns) });
        else table.index([...index.columns], indexName(fullName, index.columns));
      }
    },
  };
}

function addColumn(
  addonId: string,
  tables: Map<string, DeclaredTable>,
  step: Extract<AddonMigration, { readonly addColumn: unknown }>,
): MigrationStep {
  const { table, name, definition } = step.addColumn;
  const declared = tables.get(table);
  requireThat(COLUMN_NAME.test(name), addonId, `the column "${name}" of ${table} needs another name`);
  if (!declared || declared.columns.has(name)) {
    throw schemaInvalid(
      addonId,
      `the column ${name} cannot be added to ${table}: ${declared ? 'it is there' : 'no step before makes that table'}`,
    );
  }
  requireType(addonId, table, name, definition);
  tables.set(table, { ...declared, columns: new Map([...declared.columns, [name, definition]]) });
  return { id: step.id, addColumn: name, to: declared.fullName, columns: (make) => makeColumn(make, name, definition) };
}

function addIndex(
  addonId: string,
  tables: ReadonlyMap<string, DeclaredTable>,
  step: Extract<AddonMigration, { readonly addIndex: unknown }>,
): MigrationStep {
  const { table, columns } = step.addIndex;
  const declared = tables.get(table);
  if (!declared) throw schemaInvalid(addonId, `the index ${columns.join()} cannot be added to ${table}: no step before makes that table`);
  requireKeyTypes(addonId, table, declared.columns, columns);
  return { id: step.id, createIndex: indexName(declared.fullName, columns), on: declared.fullName, columns };
}

/** Steps may be written where nobody checks types. */
function requireType(addonId: string, table: string, column: string, definition: Partial<ColumnDefinition> | undefined): void {
  const type = String(definition?.type);
  const known = Object.keys(COLUMN_MAKERS);
  requireThat(
    known.includes(type),
    addonId,
    `"${column}" of ${table} has the type ${type}, which there is none of; there are ${known.join(', ')}`,
  );
}

function requireKeyTypes(
  addonId: string,
  table: string,
  declared: ReadonlyMap<string, ColumnDefinition>,
  columns: readonly string[],
): void {
  for (const column of columns) {
    const type = declared.get(column)?.type;
    requireThat(
      type !== undefined && KEY_TYPES.has(type),
      addonId,
      `"${column}" of ${table} cannot be in a key: it is ${type ?? 'not declared'}`,
    );
  }
}

function makeColumn(make: Columns, name: string, definition: ColumnDefinition): void {
  const column = COLUMN_MAKERS[definition.type](make, name);
  if (definition.isNullable) column.nullable();
  else column.notNullable();
}

function indexName(fullName: string, columns: readonly string[]): string {
  const name = `${fullName}_${columns.join('_')}`;
  return name.length <= NAME_LENGTH ? name : `ix_${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
}

function requireThat(isSo: boolean, addonId: string, what: string): asserts isSo {
  if (!isSo) throw schemaInvalid(addonId, what);
}

function schemaInvalid(addonId: string, what: string): TaplineError {
  return new TaplineError('ADDON_SCHEMA_INVALID', 'internal', `the migrations of the add-on ${addonId} are wrong: ${what}`);
}

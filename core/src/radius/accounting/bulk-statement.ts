import type { Transaction } from '@tapline/sdk';
import { databaseTransactionOf } from '../../kernel/database/database-transaction.js';
import { type ColumnValue, insertValues, pieces, rowsPerStatement } from '../../kernel/database/insert-rows.js';

export interface BulkStatement {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ColumnValue[])[];
  /** What a row that is there already becomes; without it such a row is an error. */
  readonly onExisting?: { readonly key: readonly string[]; readonly replace?: readonly string[]; readonly add?: readonly string[] };
}

/** Inserts many rows with few statements, or merges them into those that are there. Counters are given as text: they pass 2^53. */
export async function writeInBulk(tx: Transaction, statement: BulkStatement): Promise<void> {
  const { table, columns, rows } = statement;
  await insertValues(tx, { table, columns, rows, otherwise: merging(databaseTransactionOf(tx).dialect, statement) });
}

export interface BulkUpdate {
  readonly table: string;
  /** What a row is found by. */
  readonly key: string;
  readonly columns: readonly string[];
  /** The key first, then the values. */
  readonly rows: readonly (readonly ColumnValue[])[];
}

/** Changes some columns of many rows that are there. What is not named is not looked at: SQLite writes an index anew for each indexed column that is set. */
export async function updateInBulk(tx: Transaction, { table, key, columns, rows }: BulkUpdate): Promise<void> {
  const { sql, dialect } = databaseTransactionOf(tx);
  const names = [key, ...columns];
  const first = `SELECT ${names.map((name) => `? AS ${name}`).join(', ')}`;
  const next = ` UNION ALL SELECT ${names.map(() => '?').join(', ')}`;
  for (const some of pieces(rows, { most: rowsPerStatement(names.length), dialect })) {
    const given = `(${first}${next.repeat(some.length - 1)}) AS given`;
    const changes = columns.map((column) => `${dialect === 'mysql' ? `${table}.` : ''}${column} = given.${column}`).join(', ');
    const statement =
      dialect === 'mysql'
        ? `UPDATE ${given} STRAIGHT_JOIN ${table} ON ${table}.${key} = given.${key} SET ${changes}`
        : `UPDATE ${table} SET ${changes} FROM ${given} WHERE ${table}.${key} = given.${key}`;
    await sql.raw(statement, some.flat());
  }
}

function merging(dialect: 'sqlite' | 'mysql', { table, onExisting }: BulkStatement): string {
  if (!onExisting) return '';
  const { key, replace = [], add = [] } = onExisting;
  const given = (column: string): string => (dialect === 'mysql' ? `VALUES(${column})` : `excluded.${column}`);
  const changes = [
    ...replace.map((column) => `${column} = ${given(column)}`),
    ...add.map((column) => `${column} = ${table}.${column} + ${given(column)}`),
  ].join(', ');
  return dialect === 'mysql' ? `ON DUPLICATE KEY UPDATE ${changes}` : `ON CONFLICT(${key.join(', ')}) DO UPDATE SET ${changes}`;
}

import type { Transaction } from '@tapline/sdk';
import { type Dialect, databaseTransactionOf } from './database-transaction.js';

export type ColumnValue = string | number | null;

type Row<Column extends string> = Readonly<Record<Column, ColumnValue>>;

export interface RowValues {
  readonly table: string;
  readonly columns: readonly string[];
  /** In the order of the columns. */
  readonly rows: readonly (readonly ColumnValue[])[];
  /** What becomes of rows whose key is taken: `ON CONFLICT …`, or `ON DUPLICATE KEY …` for MySQL. */
  readonly otherwise?: string;
}

const VALUES_PER_STATEMENT = 8_000;
/** Powers of two, so that few texts do for any number of rows: SQLite's connection keeps statements prepared by them. It takes 32,766 values in one. */
const ROWS_PER_TEXT = [256, 128, 64, 32, 16, 8, 4, 2, 1];

/** {@link insertValues} of rows by the names of their columns. */
export async function insertRows<const Column extends string>(
  tx: Transaction,
  table: string,
  columns: readonly Column[],
  rows: readonly Row<NoInfer<Column>>[],
  otherwise = '',
): Promise<void> {
  await insertValues(tx, { table, columns, rows: rows.map((row) => columns.map((column) => row[column])), otherwise });
}

/**
 * Inserts many rows in few statements. For hot paths: the text is put together here, since a query builder spends longer on it than the
 * database on the rows.
 */
export async function insertValues(tx: Transaction, { table, columns, rows, otherwise = '' }: RowValues): Promise<void> {
  const { sql, dialect } = databaseTransactionOf(tx);
  const into = `INSERT INTO ${table} (${columns.join(',')}) VALUES`;
  const places = `(${columns.map(() => '?').join(',')})`;
  for (const some of pieces(rows, { most: rowsPerStatement(columns.length), dialect })) {
    // MySQL's driver writes a list of lists out as rows, with a fraction of the work that a placeholder for each value takes.
    if (dialect === 'mysql') await sql.raw(`${into} ? ${otherwise}`, [some] as unknown as string[]);
    else await sql.raw(`${into} ${Array.from(some, () => places).join(',')} ${otherwise}`, some.flat());
  }
}

/** Cuts rows for statements that hold the values of many, `most` at once; for SQLite in pieces of few sizes. */
export function* pieces<Item>(
  rows: readonly Item[],
  { most, dialect }: { readonly most: number; readonly dialect: Dialect },
): Generator<readonly Item[]> {
  for (let start = 0; start < rows.length; ) {
    const count = dialect === 'mysql' ? most : largestText(Math.min(rows.length - start, most));
    yield rows.slice(start, start + count);
    start += count;
  }
}

export function rowsPerStatement(columnCount: number): number {
  return Math.max(1, Math.floor(VALUES_PER_STATEMENT / columnCount));
}

function largestText(most: number): number {
  return ROWS_PER_TEXT.find((rowCount) => rowCount <= most) ?? 1;
}

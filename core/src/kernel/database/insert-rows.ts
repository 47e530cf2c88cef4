import type { Transaction } from '@tapline/sdk';
import { databaseTransactionOf } from './database-transaction.js';

const VALUES_PER_STATEMENT = 8_000;
/** Powers of two, so that few texts do for any number of rows: SQLite's connection keeps them prepared. It takes 32,766 values in one. */
const ROWS_PER_TEXT = [256, 128, 64, 32, 16, 8, 4, 2, 1];

type Row<Column extends string> = Readonly<Record<Column, string | number | null>>;

/**
 * Inserts many rows in few statements. For hot paths: the text is put together here, since a query builder spends longer on it than the
 * database on the rows. `otherwise` says what becomes of rows whose key is taken: `ON CONFLICT …`, or `ON DUPLICATE KEY …` for MySQL.
 */
export async function insertRows<const Column extends string>(
  tx: Transaction,
  table: string,
  columns: readonly Column[],
  rows: readonly Row<NoInfer<Column>>[],
  otherwise = '',
): Promise<void> {
  const { sql, dialect } = databaseTransactionOf(tx);
  const into = `INSERT INTO ${table} (${columns.join(',')}) VALUES`;
  if (dialect === 'mysql') {
    const rowsPerStatement = Math.max(1, Math.floor(VALUES_PER_STATEMENT / columns.length));
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      const chunk = rows.slice(start, start + rowsPerStatement);
      // Its driver writes a list of lists out as rows, with a fraction of the work that a placeholder for each value takes.
      await sql.raw(`${into} ? ${otherwise}`, [chunk.map((row) => columns.map((column) => row[column]))] as unknown as string[]);
    }
    return;
  }
  const places = `(${columns.map(() => '?').join(',')})`;
  for (let start = 0; start < rows.length; ) {
    const count =
      ROWS_PER_TEXT.find((rowCount) => rowCount <= rows.length - start && rowCount * columns.length <= VALUES_PER_STATEMENT) ?? 1;
    const values: (string | number | null)[] = [];
    for (let index = start; index < start + count; index++) for (const column of columns) values.push((rows[index] as Row<Column>)[column]);
    await sql.raw(`${into} ${Array.from({ length: count }, () => places).join(',')} ${otherwise}`, values as string[]);
    start += count;
  }
}

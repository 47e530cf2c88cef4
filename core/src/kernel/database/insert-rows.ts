import type { Transaction } from '@tapline/sdk';
import { databaseTransactionOf } from './database-transaction.js';

/** SQLite takes 32,766 values in one statement. */
const VALUES_PER_STATEMENT = 8_000;

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
  const rowsPerStatement = Math.max(1, Math.floor(VALUES_PER_STATEMENT / columns.length));
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const chunk = rows.slice(start, start + rowsPerStatement);
    if (dialect === 'mysql') {
      // Its driver writes a list of lists out as rows, with a fraction of the work that a placeholder for each value takes.
      await sql.raw(`${into} ? ${otherwise}`, [chunk.map((row) => columns.map((column) => row[column]))] as unknown as string[]);
    } else {
      const values: (string | number | null)[] = [];
      for (const row of chunk) for (const column of columns) values.push(row[column]);
      const places = `(${columns.map(() => '?').join(',')})`;
      await sql.raw(`${into} ${chunk.map(() => places).join(',')} ${otherwise}`, values as string[]);
    }
  }
}

import type { Transaction } from '@tapline/sdk';
import { sqlOf } from './database-transaction.js';

/** SQLite takes 32,766 values in one statement. */
const VALUES_PER_STATEMENT = 8_000;

/**
 * Inserts many rows in few statements. For hot paths: the text is put together here, since a query builder spends longer on it than the
 * database on the rows.
 */
export async function insertRows<const Column extends string>(
  tx: Transaction,
  table: string,
  columns: readonly Column[],
  rows: readonly Readonly<Record<NoInfer<Column>, string | number | null>>[],
): Promise<void> {
  const rowsPerStatement = Math.max(1, Math.floor(VALUES_PER_STATEMENT / columns.length));
  const row = `(${columns.map(() => '?').join(',')})`;
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const chunk = rows.slice(start, start + rowsPerStatement);
    const values: (string | number | null)[] = [];
    for (const each of chunk) for (const column of columns) values.push(each[column]);
    const text = `INSERT INTO ${table} (${columns.join(',')}) VALUES ${chunk.map(() => row).join(',')}`;
    await sqlOf(tx).raw(text, values as string[]);
  }
}

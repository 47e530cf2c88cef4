import type { Transaction } from '@tapline/sdk';
import { databaseTransactionOf } from './database-transaction.js';

const ROWS_PER_STEP = 2_000;

/** Deletes some of the rows that a condition names, so that others can write in between; how many, 0 when none is left. */
export async function deleteSome(
  tx: Transaction,
  { table, where, values }: { readonly table: string; readonly where: string; readonly values: readonly (string | number)[] },
): Promise<number> {
  const { sql, dialect } = databaseTransactionOf(tx);
  if (dialect === 'mysql') {
    const [result] = (await sql.raw(`DELETE FROM ${table} WHERE ${where} LIMIT ${ROWS_PER_STEP}`, [...values])) as [
      { affectedRows: number },
    ];
    return result.affectedRows;
  }
  const rows = (await sql(table)
    .whereRaw(where, [...values])
    .limit(ROWS_PER_STEP)
    .select('rowid')) as { rowid: number }[];
  const ids = rows.map(({ rowid }) => rowid);
  if (ids.length > 0) await sql(table).whereIn('rowid', ids).delete();
  return ids.length;
}

import type { Knex } from 'knex';

/** Everything that changes a consumer's queue holds this row, so that two processes change it one after the other. */
export async function lockCursor(sql: Knex, consumer: string): Promise<number | undefined> {
  const row = await sql('outbox_cursor').where({ consumer }).forUpdate().first<{ position: number | string } | undefined>('position');
  return row && Number(row.position);
}

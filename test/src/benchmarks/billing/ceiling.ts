import { insertRows, type TestApplication } from '@tapline/core/testing';

/** What a run writes. */
const TABLES = [
  'ledger_account',
  'journal_entry',
  'posting',
  'document',
  'open_item',
  'allocation',
  'billing_charge',
  'billing_customer',
  'billing_run_customer',
  'outbox_event',
] as const;

const ROWS_PER_STEP = 4000;

/** The time for writing the same rows once more into tables with the same indexes, and nothing else. */
export async function ceilingOf(app: TestApplication): Promise<{ readonly ceilingMs: number; readonly rows: number }> {
  let ceilingMs = 0;
  let rows = 0;
  for (const table of TABLES) {
    await copyStructure(app, table);
    for (let offset = 0; ; offset += ROWS_PER_STEP) {
      const some = (await app.view((tx) => tx.sql(table).orderByRaw('1').limit(ROWS_PER_STEP).offset(offset))) as Record<string, string>[];
      const [first] = some;
      if (!first) break;
      const beganMs = performance.now();
      await app.write((tx) => insertRows(tx, `ceiling_${table}`, Object.keys(first), some));
      ceilingMs += performance.now() - beganMs;
      rows += some.length;
      if (some.length < ROWS_PER_STEP) break;
    }
  }
  return { ceilingMs, rows };
}

async function copyStructure(app: TestApplication, table: string): Promise<void> {
  await app.write(async (tx) => {
    if (tx.dialect === 'mysql') {
      await tx.sql.raw(`CREATE TABLE ceiling_${table} LIKE ${table}`);
      return;
    }
    const parts = (await tx
      .sql('sqlite_master')
      .where({ tbl_name: table })
      .whereNotNull('sql')
      .whereNot({ type: 'trigger' })
      .select('type', 'sql', 'name')) as {
      type: string;
      sql: string;
      name: string;
    }[];
    for (const { type, sql, name } of parts.sort((a, b) => (a.type < b.type ? 1 : -1))) {
      const copy = type === 'table' ? sql : sql.replaceAll(name, `ceiling_${name}`);
      await tx.sql.raw(copy.replace(new RegExp(`([\`" ])${table}([\`" (])`), `$1ceiling_${table}$2`));
    }
  });
}

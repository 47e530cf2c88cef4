import type { AddonMigration } from '@tapline/sdk';

export const IMPORT_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0201-import',
    createTable: 'import',
    columns: {
      id: { type: 'key' },
      file_name: { type: 'text' },
      sha256: { type: 'key' },
      formats: { type: 'json' },
      warnings: { type: 'json' },
      state: { type: 'key' },
      by_name: { type: 'text' },
      at_ms: { type: 'instant' },
      booked_at_ms: { type: 'instant', isNullable: true },
      undone_at_ms: { type: 'instant', isNullable: true },
      undone_reason: { type: 'text', isNullable: true },
      line_count: { type: 'integer' },
    },
    primaryKey: ['id'],
    indexes: [{ columns: ['sha256'] }, { columns: ['at_ms'] }],
  },
  {
    id: '0202-line',
    createTable: 'line',
    columns: {
      id: { type: 'key' },
      import_id: { type: 'key' },
      number: { type: 'integer' },
      state: { type: 'key' },
      fingerprint: { type: 'key' },
      entry_key: { type: 'key' },
      economic_key: { type: 'key' },
      facts: { type: 'json' },
      plan: { type: 'json' },
      received: { type: 'json' },
      decided_by: { type: 'text', isNullable: true },
    },
    primaryKey: ['id'],
    indexes: [
      { columns: ['import_id', 'number'] },
      { columns: ['state'] },
      { columns: ['fingerprint'] },
      { columns: ['entry_key'] },
      { columns: ['economic_key'] },
    ],
  },
  {
    id: '0203-payer',
    createTable: 'payer',
    // Whose account has paid for whom: one account may pay for several.
    columns: { iban: { type: 'key' }, customer_id: { type: 'id' }, seen_at_ms: { type: 'instant' } },
    primaryKey: ['iban', 'customer_id'],
  },
  { id: '0204-import-accounts', addColumn: { table: 'import', name: 'other_accounts', definition: { type: 'json', isNullable: true } } },
  // The line that it was first known by.
  { id: '0206-payer-line', addColumn: { table: 'payer', name: 'line_id', definition: { type: 'key', isNullable: true } } },
  // One row: who books lines holds it.
  { id: '0205-turn', createTable: 'turn', columns: { id: { type: 'key' }, at_ms: { type: 'instant' } }, primaryKey: ['id'] },
];

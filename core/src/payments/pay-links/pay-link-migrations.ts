import type { MigrationStep } from '../../kernel/database/migrations.js';

export const PAY_LINK_MIGRATIONS: readonly MigrationStep[] = [
  {
    // What lets somebody pay one invoice without signing in: sent by mail, kept as a hash.
    id: 'pay-links-0001',
    createTable: 'pay_link',
    columns: (columns, table) => {
      columns.key('key_hash', 64).primary();
      columns.id('document_id').notNullable();
      columns.instant('expires_at_ms').notNullable();
      table.index(['expires_at_ms'], 'pay_link_expiry');
    },
  },
];

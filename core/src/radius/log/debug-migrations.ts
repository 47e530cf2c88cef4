import type { MigrationStep } from '../../kernel/database/migrations.js';

export const DEBUG_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'radius-debug-0001-topic',
    createTable: 'radius_debug',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.key('kind', 10).notNullable();
      // A router's id, a login, or a MAC address in its one form.
      columns.key('value', 253).notNullable();
      // Real time, both.
      columns.instant('started_at_ms').notNullable();
      columns.instant('ends_at_ms').notNullable();
      columns.words('started_by', 200).notNullable();
      table.unique(['kind', 'value'], { indexName: 'radius_debug_topic' });
    },
  },
];

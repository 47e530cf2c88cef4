import type { MigrationStep } from '../kernel/database/migrations.js';

export const PLAN_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'plans-0001-plan',
    createTable: 'plan',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.words('name', 100).notNullable();
      columns.key('kind', 20).notNullable();
      columns.amount('price_minor').notNullable();
      columns.integer64('download_bits_per_second').notNullable();
      columns.integer64('upload_bits_per_second').notNullable();
      columns.flag('is_archived').notNullable();
      columns.instant('created_at_ms').notNullable();
      table.unique(['name'], { indexName: 'plan_name' });
    },
  },
];

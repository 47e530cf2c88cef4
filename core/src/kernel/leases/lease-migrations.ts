import type { MigrationStep } from '../database/migrations.js';

export const LEASE_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'lease-0001-lease',
    createTable: 'lease',
    columns: (columns) => {
      columns.key('name').primary();
      columns.key('owner').notNullable();
      columns.instant('until_ms').notNullable();
    },
  },
];

import type { MigrationStep } from '../kernel/database/migrations.js';

export const QUOTA_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'quotas-0001-grant',
    createTable: 'quota_grant',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('service_id').notNullable();
      columns.id('customer_id').notNullable();
      columns.key('source', 60).notNullable();
      columns.key('idempotency_key').notNullable();
      columns.words('title', 200).notNullable();
      columns.integer64('octets').notNullable();
      columns.integer64('used_octets').notNullable();
      columns.instant('valid_from_ms').notNullable();
      columns.instant('expires_at_ms').nullable();
      columns.integer64('priority').notNullable();
      columns.instant('withdrawn_at_ms').nullable();
      columns.instant('created_at_ms').notNullable();
      table.unique(['source', 'idempotency_key'], { indexName: 'quota_grant_key' });
      table.index(['service_id'], 'quota_grant_service');
    },
  },
];

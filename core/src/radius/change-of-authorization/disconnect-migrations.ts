import type { MigrationStep } from '../../kernel/database/migrations.js';

export const DISCONNECT_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'radius-disconnect-0001-request',
    createTable: 'disconnect_request',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('session_id').notNullable();
      columns.id('service_id').notNullable();
      columns.id('router_id').notNullable();
      // One request for each session and state of the line's access that asks for it.
      columns.integer64('access_version').notNullable();
      columns.words('reason').notNullable();
      columns.key('state', 20).notNullable();
      columns.integer64('attempts').notNullable();
      // Real time; null when nothing is left to do.
      columns.instant('next_try_at_ms').nullable();
      columns.key('error_cause', 80).nullable();
      columns.instant('created_at_ms').notNullable();
      columns.instant('answered_at_ms').nullable();
      table.unique(['session_id', 'access_version'], { indexName: 'disconnect_request_once' });
      table.index(['next_try_at_ms'], 'disconnect_request_due');
      table.index(['service_id', 'created_at_ms'], 'disconnect_request_service');
    },
  },
];

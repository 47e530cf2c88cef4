import type { MigrationStep } from '../../kernel/database/migrations.js';

export const LEASE_SERVER_MIGRATIONS: readonly MigrationStep[] = [
  {
    // The RADIUS servers that lease addresses; what one holds that is never seen again goes to the others. Real time.
    id: 'radius-lease-0001-server',
    createTable: 'lease_server',
    columns: (columns) => {
      columns.id('server_id').primary();
      columns.words('name', 190).notNullable();
      columns.instant('seen_at_ms').notNullable();
    },
  },
  {
    // Which server finds no more addresses in a network, and since when it has said so last. Real time.
    id: 'radius-lease-0002-shortage',
    createTable: 'lease_shortage',
    columns: (columns, table) => {
      columns.id('network_id').notNullable();
      columns.id('server_id').notNullable();
      columns.instant('told_at_ms').notNullable();
      table.primary(['network_id', 'server_id']);
    },
  },
];

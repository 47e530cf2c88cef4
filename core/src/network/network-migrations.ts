import type { MigrationStep } from '../kernel/database/migrations.js';

export const NETWORK_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'network-0001-router',
    createTable: 'router',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.words('name', 100).notNullable();
      columns.key('address', 15).notNullable();
      columns.key('secret_sealed', 1000).notNullable();
      columns.integer64('coa_port').notNullable();
      columns.flag('require_message_authenticator').notNullable();
      columns.instant('created_at_ms').notNullable();
      // Grows with every change of any router: what RADIUS follows.
      columns.instant('changed_at_ms').notNullable();
      table.unique(['address'], { indexName: 'router_address' });
      table.unique(['name'], { indexName: 'router_name' });
    },
  },
  {
    id: 'network-0002-network',
    createTable: 'ipv4_network',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.words('name', 100).notNullable();
      columns.key('cidr', 18).notNullable();
      columns.integer64('first_address').notNullable();
      columns.integer64('last_address').notNullable();
      columns.key('purpose', 20).notNullable();
      columns.instant('created_at_ms').notNullable();
      table.unique(['first_address'], { indexName: 'ipv4_network_first' });
    },
  },
  {
    id: 'network-0003-assignment',
    createTable: 'ipv4_assignment',
    columns: (columns, table) => {
      // The key is what keeps an address from being given twice.
      columns.integer64('address_number').primary();
      columns.key('address', 15).notNullable();
      columns.id('service_id').notNullable();
      columns.id('network_id').nullable();
      table.unique(['service_id'], { indexName: 'ipv4_assignment_service' });
      table.index(['network_id', 'address_number'], 'ipv4_assignment_network');
    },
  },
];

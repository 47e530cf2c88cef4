import type { MigrationStep } from '../kernel/database/migrations.js';
import { ROUTER_MIGRATIONS } from './router-migrations.js';

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
  {
    // Of both families; keys sort as addresses do. `ipv4_network` is read no more.
    id: 'network-0004-address-network',
    createTable: 'address_network',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.words('name', 100).notNullable();
      columns.key('cidr', 43).notNullable();
      columns.key('gives', 20).notNullable();
      columns.integer64('prefix_length').notNullable();
      columns.key('first_key', 33).notNullable();
      columns.key('last_key', 33).notNullable();
      columns.key('purpose', 20).notNullable();
      columns.instant('created_at_ms').notNullable();
      table.unique(['first_key'], { indexName: 'address_network_first' });
    },
  },
  {
    id: 'network-0005-address-network-rows',
    fill: 'address_network',
    sqlite: `(id, name, cidr, gives, prefix_length, first_key, last_key, purpose, created_at_ms) SELECT id, name, cidr, 'ipv4', 32,
      '4' || printf('%08x', first_address), '4' || printf('%08x', last_address), purpose, created_at_ms FROM ipv4_network`,
    mysql: `(id, name, cidr, gives, prefix_length, first_key, last_key, purpose, created_at_ms) SELECT id, name, cidr, 'ipv4', 32,
      CONCAT('4', LPAD(LOWER(HEX(first_address)), 8, '0')), CONCAT('4', LPAD(LOWER(HEX(last_address)), 8, '0')), purpose, created_at_ms
      FROM ipv4_network`,
  },
  {
    // Every address or prefix that anyone has: kept for a service, or leased by a RADIUS server, which gives it to sessions.
    // The key is what keeps one from being given twice, whoever gives it. `ipv4_assignment` is read no more.
    id: 'network-0006-address-holding',
    createTable: 'address_holding',
    columns: (columns, table) => {
      columns.key('address_key', 33).primary();
      columns.key('address', 43).notNullable();
      columns.key('part', 20).notNullable();
      columns.id('network_id').nullable();
      columns.id('kept_service_id').nullable();
      columns.id('server_id').nullable();
      columns.id('service_id').nullable();
      columns.id('router_id').nullable();
      columns.key('session_class', 80).nullable();
      columns.instant('given_at_ms').nullable();
      // Another server heard that the session is over.
      columns.instant('ended_at_ms').nullable();
      table.unique(['kept_service_id', 'part'], { indexName: 'address_holding_kept' });
      table.index(['server_id', 'ended_at_ms'], 'address_holding_server');
      table.index(['session_class'], 'address_holding_class');
      table.index(['service_id'], 'address_holding_service');
    },
  },
  {
    id: 'network-0007-address-holding-rows',
    fill: 'address_holding',
    sqlite: `(address_key, address, part, network_id, kept_service_id)
      SELECT '4' || printf('%08x', address_number), address, 'ipv4', network_id, service_id FROM ipv4_assignment`,
    mysql: `(address_key, address, part, network_id, kept_service_id)
      SELECT CONCAT('4', LPAD(LOWER(HEX(address_number)), 8, '0')), address, 'ipv4', network_id, service_id FROM ipv4_assignment`,
  },
  {
    id: 'network-0008-network-router',
    createTable: 'network_router',
    columns: (columns, table) => {
      columns.id('network_id').notNullable();
      columns.id('router_id').notNullable();
      table.primary(['network_id', 'router_id']);
    },
  },
  {
    // See `nasDeviceOf`: so that any server can tell what a device had that starts anew.
    id: 'network-0009-holding-device',
    addColumn: 'nas_device',
    to: 'address_holding',
    columns: (columns) => columns.key('nas_device', 253).nullable(),
  },
  ...ROUTER_MIGRATIONS,
];

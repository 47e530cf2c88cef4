import type { MigrationStep } from '../kernel/database/migrations.js';

export const SERVICE_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'services-0001-service',
    createTable: 'service',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('customer_id').notNullable();
      columns.id('plan_id').notNullable();
      columns.key('status', 20).notNullable();
      columns.key('login').notNullable();
      columns.key('password_sealed', 1000).notNullable();
      columns.key('mac_address', 17).nullable();
      columns.json('ipv4').notNullable();
      columns.instant('created_at_ms').notNullable();
      table.unique(['login'], { indexName: 'service_login' });
      table.index(['customer_id'], 'service_customer');
      table.index(['plan_id'], 'service_plan');
      table.foreign('customer_id', 'service_of_customer').references('customer.id');
      table.foreign('plan_id', 'service_of_plan').references('plan.id');
    },
  },
  {
    id: 'services-0002-ipv6',
    addColumn: 'ipv6',
    to: 'service',
    columns: (columns) => {
      columns.json('ipv6').nullable();
    },
  },
  {
    id: 'services-0003-delegated-ipv6',
    addColumn: 'delegated_ipv6',
    to: 'service',
    columns: (columns) => {
      columns.json('delegated_ipv6').nullable();
    },
  },
  {
    id: 'services-0004-routes',
    addColumn: 'routes',
    to: 'service',
    columns: (columns) => {
      columns.json('routes').nullable();
    },
  },
];

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
  {
    id: 'services-0005-quantity',
    addColumn: 'quantity',
    to: 'service',
    columns: (columns) => columns.integer64('quantity').notNullable().defaultTo(1),
  },
  {
    id: 'services-0006-unit-price',
    addColumn: 'unit_price_minor',
    to: 'service',
    columns: (columns) => columns.amount('unit_price_minor').nullable(),
  },
  { id: 'services-0007-discounts', addColumn: 'discounts', to: 'service', columns: (columns) => columns.json('discounts').nullable() },
  {
    // What a service's price depends on, as it was set and from when on: the newest row says what the service's own row says.
    id: 'services-0008-history',
    createTable: 'service_history',
    columns: (columns, table) => {
      columns.sequence('sequence');
      columns.id('service_id').notNullable();
      columns.id('customer_id').notNullable();
      columns.instant('effective_at_ms').notNullable();
      columns.instant('recorded_at_ms').notNullable();
      columns.id('plan_id').notNullable();
      columns.key('status', 20).notNullable();
      columns.integer64('quantity').notNullable();
      columns.amount('unit_price_minor').nullable();
      columns.json('discounts').nullable();
      table.index(['customer_id'], 'service_history_customer');
      table.index(['service_id'], 'service_history_service');
    },
  },
  {
    id: 'services-0009-history-of-old-services',
    fill: 'service_history',
    sqlite: `(service_id, customer_id, effective_at_ms, recorded_at_ms, plan_id, status, quantity, unit_price_minor, discounts)
      SELECT s.id, s.customer_id, s.created_at_ms, s.created_at_ms, s.plan_id, s.status, s.quantity, s.unit_price_minor, s.discounts
      FROM service s WHERE NOT EXISTS (SELECT 1 FROM service_history h WHERE h.service_id = s.id)`,
    mysql: `(service_id, customer_id, effective_at_ms, recorded_at_ms, plan_id, status, quantity, unit_price_minor, discounts)
      SELECT s.id, s.customer_id, s.created_at_ms, s.created_at_ms, s.plan_id, s.status, s.quantity, s.unit_price_minor, s.discounts
      FROM service s WHERE NOT EXISTS (SELECT 1 FROM service_history h WHERE h.service_id = s.id)`,
  },
  {
    id: 'services-0010-scheduled-change',
    createTable: 'service_scheduled_change',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('service_id').notNullable();
      columns.id('customer_id').notNullable();
      columns.date('date').notNullable();
      columns.json('changes').notNullable();
      columns.key('state', 20).notNullable();
      columns.words('problem').nullable();
      columns.instant('recorded_at_ms').notNullable();
      table.index(['service_id', 'state'], 'service_scheduled_change_service');
      table.index(['customer_id', 'state'], 'service_scheduled_change_customer');
      table.index(['state', 'date'], 'service_scheduled_change_due');
    },
  },
  {
    id: 'services-0011-reply',
    addColumn: 'reply',
    to: 'service',
    columns: (columns) => {
      columns.json('reply').nullable();
    },
  },
  {
    id: 'services-0012-login-rules',
    addColumn: 'login_rules',
    to: 'service',
    columns: (columns) => {
      columns.json('login_rules').nullable();
    },
  },
  {
    // The circuit that a line is told by; in `login_rules` too.
    id: 'services-0013-circuit',
    addColumn: 'circuit_key',
    to: 'service',
    columns: (columns) => {
      columns.key('circuit_key', 520).nullable();
    },
  },
  {
    id: 'services-0014-circuit-once',
    createIndex: 'service_circuit',
    on: 'service',
    columns: ['circuit_key'],
    isUnique: true,
  },
  {
    id: 'services-0015-device',
    createTable: 'service_device',
    columns: (columns, table) => {
      columns.id('service_id').notNullable();
      columns.key('mac_address', 17).notNullable();
      // Null for one that was written down by a person.
      columns.instant('learned_at_ms').nullable();
      table.primary(['service_id', 'mac_address']);
      table.index(['mac_address'], 'service_device_mac');
    },
  },
  {
    // The one device that a service could have before is the first of several now; its column is no longer written.
    id: 'services-0016-first-device',
    fill: 'service_device (service_id, mac_address)',
    sqlite: 'SELECT s.id, s.mac_address FROM service s WHERE s.mac_address IS NOT NULL',
    mysql: 'SELECT s.id, s.mac_address FROM service s WHERE s.mac_address IS NOT NULL',
  },
  {
    id: 'services-0017-scheduled-change-ended',
    addColumn: 'ended_at_ms',
    to: 'service_scheduled_change',
    columns: (columns) => {
      columns.instant('ended_at_ms').nullable();
    },
  },
];

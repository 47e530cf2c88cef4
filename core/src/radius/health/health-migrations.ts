import type { MigrationStep } from '../../kernel/database/migrations.js';

export const HEALTH_MIGRATIONS: readonly MigrationStep[] = [
  {
    // Counters since the start of a RADIUS process; instants outlive it.
    id: 'radius-health-0001-router',
    createTable: 'radius_router_health',
    columns: (columns, table) => {
      columns.key('instance', 190).notNullable();
      // Empty for the requests of addresses that are no router's.
      columns.key('router_id', 26).notNullable();
      columns.integer64('requests').notNullable();
      columns.integer64('accounting_requests').notNullable();
      columns.integer64('wrong_secrets').notNullable();
      columns.instant('last_request_at_ms').nullable();
      columns.instant('last_accept_at_ms').nullable();
      columns.instant('last_accounting_at_ms').nullable();
      columns.instant('last_wrong_secret_at_ms').nullable();
      columns.key('last_address', 45).nullable();
      table.primary(['instance', 'router_id']);
    },
  },
  {
    id: 'radius-health-0002-misnamed-as',
    addColumn: 'misnamed_as',
    to: 'radius_router_health',
    columns: (columns) => columns.words('misnamed_as', 700).nullable(),
  },
  {
    id: 'radius-health-0003-last-misnamed',
    addColumn: 'last_misnamed_at_ms',
    to: 'radius_router_health',
    columns: (columns) => columns.instant('last_misnamed_at_ms').nullable(),
  },
  {
    id: 'radius-health-0004-clock-skew',
    addColumn: 'clock_skew_seconds',
    to: 'radius_router_health',
    columns: (columns) => columns.integer64('clock_skew_seconds').nullable(),
  },
  {
    id: 'radius-health-0005-last-clock',
    addColumn: 'last_clock_at_ms',
    to: 'radius_router_health',
    columns: (columns) => columns.instant('last_clock_at_ms').nullable(),
  },
  {
    // Which RADIUS process holds the RadSec connection of a router, and where it takes requests for it; instants are real time.
    id: 'radius-health-0006-radsec-connection',
    createTable: 'radsec_connection',
    columns: (columns, table) => {
      columns.key('instance', 190).notNullable();
      columns.id('router_id').notNullable();
      columns.key('relay_address', 253).notNullable();
      columns.integer64('relay_port').notNullable();
      columns.flag('is_connected').notNullable();
      // Since when it is connected, or is no more.
      columns.instant('changed_at_ms').notNullable();
      columns.instant('told_at_ms').notNullable();
      table.primary(['instance', 'router_id']);
      table.index(['router_id'], 'radsec_connection_router');
    },
  },
];

import type { MigrationStep } from '../kernel/database/migrations.js';

export const USAGE_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'usage-0001-session',
    createTable: 'radius_session',
    columns: (columns, table) => {
      columns.id('id').primary();
      // What tells two sessions apart, as a digest; `generation` counts the uses of an id that a router gave twice.
      columns.key('identity', 43).notNullable();
      columns.integer64('generation').notNullable();
      columns.id('router_id').notNullable();
      columns.key('acct_session_id', 253).notNullable();
      columns.id('service_id').nullable();
      columns.key('login', 253).notNullable();
      columns.key('ipv4_address', 15).nullable();
      columns.key('mac_address', 17).nullable();
      // What the router calls itself: a Disconnect-Request has to name it so.
      columns.key('nas_ip_address', 15).nullable();
      columns.key('start_digest', 32).nullable();
      columns.instant('started_at_ms').notNullable();
      columns.instant('last_seen_ms').notNullable();
      columns.instant('stopped_at_ms').nullable();
      columns.key('terminate_cause', 40).nullable();
      columns.integer64('session_seconds').notNullable();
      columns.integer64('download_octets').notNullable();
      columns.integer64('upload_octets').notNullable();
      table.unique(['identity', 'generation'], { indexName: 'radius_session_identity' });
      table.index(['stopped_at_ms', 'started_at_ms'], 'radius_session_online');
      table.index(['service_id', 'started_at_ms'], 'radius_session_service');
      table.index(['router_id', 'stopped_at_ms'], 'radius_session_router');
    },
  },
  {
    id: 'usage-0002-day',
    createTable: 'usage_day',
    columns: (columns, table) => {
      columns.id('service_id').notNullable();
      columns.date('day').notNullable();
      columns.integer64('download_octets').notNullable();
      columns.integer64('upload_octets').notNullable();
      table.primary(['service_id', 'day']);
      table.index(['day'], 'usage_day_day');
    },
  },
];

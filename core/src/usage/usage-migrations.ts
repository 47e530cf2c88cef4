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
  {
    // The time between its two latest reports, as the router counts it; 0 until there were two.
    id: 'usage-0003-session-report-interval',
    addColumn: 'report_interval_seconds',
    to: 'radius_session',
    columns: (columns) => {
      columns.integer64('report_interval_seconds').notNullable().defaultTo(0);
    },
  },
  {
    id: 'usage-0004-session-login',
    createIndex: 'radius_session_login',
    on: 'radius_session',
    columns: ['login', 'stopped_at_ms'],
  },
  {
    id: 'usage-0005-session-gigawords',
    addColumn: 'has_gigawords',
    to: 'radius_session',
    columns: (columns) => {
      columns.flag('has_gigawords').notNullable().defaultTo(0);
    },
  },
  {
    // By the hour of the company's clocks, as the instant at which it begins.
    id: 'usage-0006-hour',
    createTable: 'usage_hour',
    columns: (columns, table) => {
      columns.id('service_id').notNullable();
      columns.instant('hour_ms').notNullable();
      columns.integer64('download_octets').notNullable();
      columns.integer64('upload_octets').notNullable();
      table.primary(['service_id', 'hour_ms']);
      table.index(['hour_ms'], 'usage_hour_hour');
    },
  },
  {
    id: 'usage-0007-month',
    createTable: 'usage_month',
    columns: (columns, table) => {
      columns.id('service_id').notNullable();
      columns.date('month').notNullable();
      columns.integer64('download_octets').notNullable();
      columns.integer64('upload_octets').notNullable();
      table.primary(['service_id', 'month']);
      table.index(['month'], 'usage_month_month');
    },
  },
  {
    // Who had an address when.
    id: 'usage-0008-session-address',
    createIndex: 'radius_session_address',
    on: 'radius_session',
    columns: ['ipv4_address', 'started_at_ms'],
  },
  {
    // What the router was told last that the session may do, as a digest; null where its Class does not come back.
    id: 'usage-0009-session-grant',
    addColumn: 'granted_digest',
    to: 'radius_session',
    columns: (columns) => {
      columns.key('granted_digest', 9).nullable();
    },
  },
  {
    // Why somebody wants it ended whatever the line's access is; null when nobody does.
    id: 'usage-0010-session-end-reason',
    addColumn: 'end_reason',
    to: 'radius_session',
    columns: (columns) => {
      columns.words('end_reason').nullable();
    },
  },
  {
    id: 'usage-0011-session-end-requested',
    addColumn: 'end_requested_at_ms',
    to: 'radius_session',
    columns: (columns) => {
      columns.instant('end_requested_at_ms').nullable();
    },
  },
  {
    id: 'usage-0012-session-open',
    createIndex: 'radius_session_open',
    on: 'radius_session',
    columns: ['service_id', 'stopped_at_ms'],
  },
  {
    // Framed-IPv6-Prefix, in its canonical form with its length.
    id: 'usage-0013-session-ipv6-prefix',
    addColumn: 'ipv6_prefix',
    to: 'radius_session',
    columns: (columns) => {
      columns.key('ipv6_prefix', 43).nullable();
    },
  },
  {
    id: 'usage-0014-session-delegated-ipv6-prefix',
    addColumn: 'delegated_ipv6_prefix',
    to: 'radius_session',
    columns: (columns) => {
      columns.key('delegated_ipv6_prefix', 43).nullable();
    },
  },
  {
    id: 'usage-0015-session-ipv6-address',
    addColumn: 'ipv6_address',
    to: 'radius_session',
    columns: (columns) => {
      columns.key('ipv6_address', 39).nullable();
    },
  },
  {
    // Our Class of its login, by which the addresses that it was leased are its own; null where the router does not echo it.
    id: 'usage-0016-session-class',
    addColumn: 'session_class',
    to: 'radius_session',
    columns: (columns) => {
      columns.key('session_class', 46).nullable();
    },
  },
  {
    // Who had an IPv6 address when; and which leased prefixes are in use.
    id: 'usage-0017-session-ipv6-prefix-index',
    createIndex: 'radius_session_ipv6_prefix',
    on: 'radius_session',
    columns: ['ipv6_prefix', 'started_at_ms'],
  },
  {
    id: 'usage-0018-session-delegated-index',
    createIndex: 'radius_session_delegated',
    on: 'radius_session',
    columns: ['delegated_ipv6_prefix', 'started_at_ms'],
  },
  {
    id: 'usage-0019-session-ipv6-address-index',
    createIndex: 'radius_session_ipv6_address',
    on: 'radius_session',
    columns: ['ipv6_address', 'started_at_ms'],
  },
  {
    // The counters on the two sides of its latest ends of hours: a late record moves what flowed before and after them.
    id: 'usage-0020-session-hour-borders',
    addColumn: 'hour_borders',
    to: 'radius_session',
    columns: (columns) => {
      columns.key('hour_borders', 500).nullable();
    },
  },
  {
    // What accounting has added to usage, a row for each batch, for those who read along.
    id: 'usage-0021-feed',
    createTable: 'usage_feed',
    columns: (columns, table) => {
      columns.key('journal_id', 64).notNullable();
      // Counts up by journal in the order of commits.
      columns.integer64('number').notNullable();
      columns.json('deltas').notNullable();
      columns.instant('written_at_ms').notNullable();
      table.primary(['journal_id', 'number']);
      table.index(['written_at_ms'], 'usage_feed_written');
    },
  },
  {
    // Who reads along, and how far each has come in each journal.
    id: 'usage-0022-feed-reader',
    createTable: 'usage_feed_reader',
    columns: (columns) => {
      columns.key('reader').primary();
      columns.instant('since_ms').notNullable();
    },
  },
  {
    id: 'usage-0023-feed-cursor',
    createTable: 'usage_feed_cursor',
    columns: (columns, table) => {
      columns.key('reader').notNullable();
      columns.key('journal_id', 64).notNullable();
      columns.integer64('number').notNullable();
      table.primary(['reader', 'journal_id']);
    },
  },
  {
    // The number of each journal's newest row, which outlives the rows.
    id: 'usage-0024-feed-number',
    createTable: 'usage_feed_number',
    columns: (columns) => {
      columns.key('journal_id', 64).primary();
      columns.integer64('number').notNullable();
    },
  },
  {
    // Which device of its router it began at: where the packet came from, NAS-IP-Address and NAS-Identifier.
    id: 'usage-0025-session-nas-device',
    addColumn: 'nas_device',
    to: 'radius_session',
    columns: (columns) => {
      columns.key('nas_device', 253).nullable();
    },
  },
  {
    // What a router has told of a session beside the first of each kind: prefixes with their lengths, addresses as those of 128 bits.
    id: 'usage-0026-session-prefix',
    createTable: 'radius_session_prefix',
    columns: (columns, table) => {
      columns.id('session_id').notNullable();
      columns.key('prefix', 43).notNullable();
      table.primary(['session_id', 'prefix']);
      table.index(['prefix'], 'radius_session_prefix_prefix');
      table.foreign('session_id', 'prefix_of_session').references('radius_session.id').onDelete('CASCADE');
    },
  },
  {
    // What of its octets add-ons had counted already; null for nothing.
    id: 'usage-0027-session-counted-elsewhere',
    addColumn: 'counted_elsewhere',
    to: 'radius_session',
    columns: (columns) => {
      columns.key('counted_elsewhere', 60).nullable();
    },
  },
  {
    // Calling-Station-Id of a device whose MAC address it does not hold.
    id: 'usage-0028-session-station',
    addColumn: 'station',
    to: 'radius_session',
    columns: (columns) => {
      columns.key('station', 253).nullable();
    },
  },
  {
    // When its device said that it starts, or ceases, to serve, by which the session was taken for ended; null of all others.
    id: 'usage-0029-session-restarted',
    addColumn: 'restarted_at_ms',
    to: 'radius_session',
    columns: (columns) => {
      columns.instant('restarted_at_ms').nullable();
    },
  },
];

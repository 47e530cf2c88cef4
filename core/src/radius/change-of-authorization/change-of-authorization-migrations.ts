import type { MigrationStep } from '../../kernel/database/migrations.js';

export const CHANGE_OF_AUTHORIZATION_MIGRATIONS: readonly MigrationStep[] = [
  {
    // Of before session_request, which holds Disconnect-Requests too; nothing is written here any more.
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
  {
    id: 'radius-coa-0001-request',
    createTable: 'session_request',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('session_id').notNullable();
      // The session's id while the request is open: a session has one open request, so that none overtakes another.
      columns.id('open_session_id').nullable();
      columns.id('service_id').nullable();
      columns.id('router_id').notNullable();
      columns.key('kind', 20).notNullable();
      columns.key('cause', 20).notNullable();
      columns.key('wanted_digest', 9).nullable();
      columns.words('reason').notNullable();
      // What a CoA-Request changes, in words; known once it was sent.
      columns.words('change_words').nullable();
      columns.key('state', 20).notNullable();
      columns.integer64('attempts').notNullable();
      // Real time, as are all times of sending; null when nothing is left to do.
      columns.instant('next_try_at_ms').nullable();
      columns.instant('claimed_until_ms').nullable();
      columns.id('claim').nullable();
      columns.key('error_cause', 80).nullable();
      columns.integer64('round_trip_ms').nullable();
      // Business time.
      columns.instant('created_at_ms').notNullable();
      columns.instant('sent_at_ms').nullable();
      columns.instant('answered_at_ms').nullable();
      table.unique(['open_session_id'], { indexName: 'session_request_open' });
      table.index(['next_try_at_ms', 'router_id'], 'session_request_due');
      table.index(['session_id', 'created_at_ms'], 'session_request_session');
      table.index(['created_at_ms'], 'session_request_created');
    },
  },
  {
    // How each router takes requests; instants are business time.
    id: 'radius-coa-0002-health',
    createTable: 'router_coa_health',
    columns: (columns, table) => {
      columns.id('router_id').notNullable();
      columns.instant('last_sent_at_ms').notNullable();
      columns.instant('last_answer_at_ms').nullable();
      columns.integer64('round_trip_ms').nullable();
      // The first request since the last answer; null while it answers.
      columns.instant('silent_since_ms').nullable();
      columns.integer64('unanswered').notNullable();
      table.primary(['router_id']);
    },
  },
  {
    // Of which device of a router that is a network; empty elsewhere. See `LiveSession.deviceAddress`.
    id: 'radius-coa-0003-request-device',
    addColumn: 'device_address',
    to: 'session_request',
    columns: (columns) => columns.key('device_address', 45).notNullable().defaultTo(''),
  },
  {
    // In the place of router_coa_health, which knew no devices; nothing is written there any more.
    id: 'radius-coa-0004-device-health',
    createTable: 'device_coa_health',
    columns: (columns, table) => {
      columns.id('router_id').notNullable();
      columns.key('device_address', 45).notNullable();
      columns.instant('last_sent_at_ms').notNullable();
      columns.instant('last_answer_at_ms').nullable();
      columns.integer64('round_trip_ms').nullable();
      columns.instant('silent_since_ms').nullable();
      columns.integer64('unanswered').notNullable();
      table.primary(['router_id', 'device_address']);
    },
  },
  {
    // Why it has refused to end a session, in the words of RFC 5176 s3.5, empty without any; null since it has ended one, or while it has refused nothing.
    id: 'radius-coa-0005-refused-cause',
    addColumn: 'refused_cause',
    to: 'device_coa_health',
    columns: (columns) => columns.key('refused_cause', 80).nullable(),
  },
  {
    id: 'radius-coa-0006-refused-at',
    addColumn: 'refused_at_ms',
    to: 'device_coa_health',
    columns: (columns) => columns.instant('refused_at_ms').nullable(),
  },
  {
    // When a test has last found that it takes Disconnect-Requests; business time.
    id: 'radius-coa-0007-tested-at',
    addColumn: 'coa_tested_at_ms',
    to: 'router',
    columns: (columns) => columns.instant('coa_tested_at_ms').nullable(),
  },
];

import type { MigrationStep } from '../kernel/database/migrations.js';

export const ACCESS_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'access-0001-restriction',
    createTable: 'restriction',
    columns: (columns, table) => {
      columns.id('service_id').notNullable();
      columns.key('source', 60).notNullable();
      columns.json('effect').notNullable();
      columns.words('reason').notNullable();
      columns.instant('since_ms').notNullable();
      table.primary(['service_id', 'source']);
    },
  },
  {
    // All that RADIUS needs to answer, in one row.
    id: 'access-0002-access',
    createTable: 'service_access',
    columns: (columns, table) => {
      columns.id('service_id').primary();
      columns.id('customer_id').notNullable();
      columns.integer64('version').notNullable();
      columns.key('login').notNullable();
      columns.key('password_sealed', 1000).notNullable();
      columns.key('mac_address', 17).nullable();
      columns.flag('is_allowed').notNullable();
      columns.integer64('download_bits_per_second').notNullable();
      columns.integer64('upload_bits_per_second').notNullable();
      columns.key('ipv4_address', 15).nullable();
      columns.json('reasons').notNullable();
      columns.instant('changed_at_ms').notNullable();
      table.index(['customer_id'], 'service_access_customer');
    },
  },
  {
    // What changed, numbered: followers read on from the last number they have seen.
    id: 'access-0003-change',
    createTable: 'access_change',
    columns: (columns) => {
      columns.sequence('version');
      columns.id('service_id').notNullable();
      columns.instant('written_at_ms').notNullable();
    },
  },
  {
    id: 'access-0004-login-rules',
    addColumn: 'login_rules',
    to: 'service_access',
    columns: (columns) => {
      columns.json('login_rules').nullable();
    },
  },
  {
    // Parted by blanks.
    id: 'access-0005-devices',
    addColumn: 'mac_addresses',
    to: 'service_access',
    columns: (columns) => {
      columns.key('mac_addresses', 1000).nullable();
    },
  },
  {
    id: 'access-0006-first-device',
    statement: 'UPDATE service_access SET mac_addresses = mac_address WHERE mac_addresses IS NULL AND mac_address IS NOT NULL',
  },
  {
    id: 'access-0004-grant-digest',
    addColumn: 'grant_digest',
    to: 'service_access',
    columns: (columns) => {
      columns.key('grant_digest', 9).nullable();
    },
  },
  {
    // How the line is addressed beside its IPv4 address; null for not at all.
    id: 'access-0005-addressing',
    addColumn: 'addressing',
    to: 'service_access',
    columns: (columns) => {
      columns.json('addressing').nullable();
    },
  },
  {
    // What an add-on has stated of a line's limits.
    id: 'access-0005-reply-fact',
    createTable: 'reply_fact',
    columns: (columns, table) => {
      columns.id('service_id').notNullable();
      columns.key('source', 60).notNullable();
      columns.json('facts').notNullable();
      // Counts up with what has to reach a session that lives.
      columns.integer64('generation').notNullable();
      table.primary(['service_id', 'source']);
    },
  },
  {
    // Why a line is shut; null on rows from before, and on open lines.
    id: 'access-0006-shut-by',
    addColumn: 'shut_by',
    to: 'service_access',
    columns: (columns) => {
      columns.key('shut_by', 20).nullable();
    },
  },
  {
    id: 'access-0007-shaping',
    addColumn: 'shaping',
    to: 'service_access',
    columns: (columns) => {
      columns.json('shaping').nullable();
    },
  },
  {
    id: 'access-0008-plan-terms',
    addColumn: 'plan_terms',
    to: 'service_access',
    columns: (columns) => {
      columns.json('plan_terms').nullable();
    },
  },
  {
    id: 'access-0009-own-terms',
    addColumn: 'own_terms',
    to: 'service_access',
    columns: (columns) => {
      columns.json('own_terms').nullable();
    },
  },
  {
    id: 'access-0010-facts',
    addColumn: 'facts',
    to: 'service_access',
    columns: (columns) => {
      columns.json('facts').nullable();
    },
  },
  {
    // Since when a line is shut; null on open lines, and on rows from before.
    id: 'access-0011-shut-since',
    addColumn: 'shut_since_ms',
    to: 'service_access',
    columns: (columns) => {
      columns.instant('shut_since_ms').nullable();
    },
  },
  {
    // When lines were shut that are open again.
    id: 'access-0012-shut-span',
    createTable: 'shut_span',
    columns: (columns, table) => {
      columns.id('service_id').notNullable();
      columns.instant('since_ms').notNullable();
      columns.instant('until_ms').notNullable();
      columns.json('reasons').notNullable();
      table.primary(['service_id', 'since_ms']);
      table.index(['until_ms'], 'shut_span_until');
    },
  },
  {
    // What had flowed over the line when quotas were stated, download and upload; null where none are, and on rows from before.
    id: 'access-0013-fact-flowed-before',
    addColumn: 'flowed_before',
    to: 'reply_fact',
    columns: (columns) => {
      columns.key('flowed_before', 60).nullable();
    },
  },
  {
    // When which quota was taken back; null where none was.
    id: 'access-0014-fact-lifted',
    addColumn: 'lifted_at_ms',
    to: 'reply_fact',
    columns: (columns) => {
      columns.json('lifted_at_ms').nullable();
    },
  },
  {
    // Since when a line is open; null on shut lines, and on rows from before.
    id: 'access-0015-open-since',
    addColumn: 'open_since_ms',
    to: 'service_access',
    columns: (columns) => {
      columns.instant('open_since_ms').nullable();
    },
  },
];

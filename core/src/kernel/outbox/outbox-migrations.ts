import type { MigrationStep } from '../database/migrations.js';

export const OUTBOX_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'outbox-0001-event',
    createTable: 'outbox_event',
    columns: (columns, table) => {
      columns.sequence('sequence');
      columns.id('id').notNullable();
      columns.key('name', 80).notNullable();
      columns.id('customer_id').nullable();
      columns.json('payload').notNullable();
      columns.instant('occurred_at_ms').notNullable();
      // Given after the commit, in the order in which events are seen: a reader that follows it never overtakes a slow transaction.
      columns.integer64('position').nullable();
      table.unique(['position'], { indexName: 'outbox_event_position' });
    },
  },
  {
    id: 'outbox-0002-cursor',
    createTable: 'outbox_cursor',
    columns: (columns) => {
      columns.key('consumer').primary();
      columns.integer64('position').notNullable();
    },
  },
  {
    id: 'outbox-0003-failure',
    createTable: 'outbox_failure',
    columns: (columns, table) => {
      columns.key('consumer').notNullable();
      columns.integer64('position').notNullable();
      columns.id('customer_id').nullable();
      columns.key('state', 10).notNullable();
      columns.integer64('attempts').notNullable();
      columns.instant('next_try_at_ms').notNullable();
      columns.words('error', 1000).nullable();
      table.primary(['consumer', 'position']);
      table.index(['consumer', 'customer_id'], 'outbox_failure_customer');
    },
  },
  {
    id: 'outbox-0004-failure-due',
    createIndex: 'outbox_failure_due',
    on: 'outbox_failure',
    columns: ['consumer', 'state', 'next_try_at_ms'],
  },
];

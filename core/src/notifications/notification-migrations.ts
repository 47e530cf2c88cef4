import type { MigrationStep } from '../kernel/database/migrations.js';

export const NOTIFICATION_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'notifications-0001-notification',
    createTable: 'notification',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.key('kind', 80).notNullable();
      // With kind and channel, what keeps a message from being sent twice.
      columns.key('occasion').notNullable();
      columns.key('channel', 60).notNullable();
      columns.id('customer_id').notNullable();
      columns.key('address').nullable();
      columns.words('subject').notNullable();
      columns.json('content').notNullable();
      columns.key('state', 20).notNullable();
      columns.integer64('tries').notNullable();
      // Real time, as all that waits for the outside world.
      columns.instant('next_try_at_ms').nullable();
      columns.key('claim', 26).nullable();
      columns.instant('claimed_until_ms').nullable();
      columns.words('reason').nullable();
      columns.key('reference').nullable();
      columns.instant('wanted_at_ms').notNullable();
      columns.instant('concluded_at_ms').nullable();
      table.unique(['kind', 'occasion', 'channel'], { indexName: 'notification_occasion' });
      table.index(['state', 'next_try_at_ms'], 'notification_due');
      table.index(['customer_id', 'wanted_at_ms'], 'notification_customer');
      table.index(['wanted_at_ms'], 'notification_wanted');
    },
  },
  {
    // What an admin has changed of a kind; the kind's own where there is no row.
    id: 'notifications-0002-setting',
    createTable: 'notification_setting',
    columns: (columns) => {
      columns.key('kind', 80).primary();
      columns.json('template').nullable();
      columns.json('channels').nullable();
      columns.instant('changed_at_ms').notNullable();
    },
  },
  {
    // Further ways in which admins word a kind, beside its own.
    id: 'notifications-0003-wording',
    createTable: 'notification_wording',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.key('kind', 80).notNullable();
      columns.key('name', 60).notNullable();
      // In small letters: what keeps two of one kind from being called alike.
      columns.key('name_key').notNullable();
      columns.json('template').notNullable();
      columns.instant('changed_at_ms').notNullable();
      table.unique(['kind', 'name_key'], { indexName: 'notification_wording_name' });
    },
  },
];

import type { MigrationStep } from '../../kernel/database/migrations.js';

export const JOURNAL_MIGRATIONS: readonly MigrationStep[] = [
  {
    // How far each accounting journal (one a machine) has been taken into this database.
    id: 'radius-journal-0001-position',
    createTable: 'radius_journal',
    columns: (columns) => {
      columns.id('journal_id').primary();
      columns.integer64('applied_position').notNullable();
    },
  },
  {
    // Up to when all that routers said is in this database, in business time.
    id: 'radius-journal-0002-heard',
    addColumn: 'heard_at_ms',
    to: 'radius_journal',
    columns: (columns) => {
      columns.instant('heard_at_ms').nullable();
    },
  },
  {
    // Since when routers were listened to without a pause.
    id: 'radius-journal-0003-hearing',
    addColumn: 'hearing_since_ms',
    to: 'radius_journal',
    columns: (columns) => {
      columns.instant('hearing_since_ms').nullable();
    },
  },
  {
    // Since when, without a pause, and up to when accounting has come of each device of a router (see `nasDeviceOf`), in business time.
    id: 'radius-journal-0004-device',
    createTable: 'radius_accounting_device',
    columns: (columns, table) => {
      columns.id('router_id').notNullable();
      columns.key('nas_device', 253).notNullable();
      columns.instant('hearing_since_ms').notNullable();
      columns.instant('heard_at_ms').notNullable();
      table.primary(['router_id', 'nas_device']);
    },
  },
];

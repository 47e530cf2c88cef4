import type { MigrationStep } from '../database/migrations.js';

/** The core's own table about add-ons; what an add-on brings is in `addon-schema.ts`. */
export const ADDON_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'addon-0001-addon',
    createTable: 'addon',
    columns: (columns) => {
      columns.key('id', 40).primary();
      columns.words('package', 1000).notNullable();
      columns.key('version', 60).notNullable();
      columns.flag('is_enabled').notNullable();
      columns.json('config').notNullable();
      // Why it must not run although it is enabled.
      columns.words('quarantine', 1000).nullable();
      // Counts what admins change: every process follows it.
      columns.integer64('revision').notNullable();
      columns.key('state', 20).notNullable();
      columns.key('code', 80).notNullable();
      columns.words('sentence', 1000).notNullable();
      columns.words('next_step', 1000).notNullable();
    },
  },
  {
    id: 'addon-0002-presence',
    addColumn: 'presence',
    to: 'addon',
    // 'installed' or 'removed' by an admin; null: as the configuration says.
    columns: (columns) => {
      columns.key('presence', 20).nullable();
    },
  },
];

import type { MigrationStep } from '../../kernel/database/migrations.js';

export const ANSWERING_MIGRATIONS: readonly MigrationStep[] = [
  {
    // How routers are answered: a row of each that is not answered as all are, and one under `company` for all.
    id: 'answers-0001-answering',
    createTable: 'radius_answering',
    columns: (columns, table) => {
      columns.key('scope', 26).notNullable();
      columns.key('driver_id', 60).nullable();
      columns.json('attributes').nullable();
      columns.json('shut_policy').nullable();
      table.primary(['scope']);
    },
  },
  {
    // The drivers of add-ons that routers use: RADIUS reads them here, where no add-on runs.
    id: 'answers-0002-driver',
    createTable: 'router_driver',
    columns: (columns) => {
      columns.key('id', 60).primary();
      columns.key('addon_id', 60).notNullable();
      columns.json('definition').notNullable();
    },
  },
];

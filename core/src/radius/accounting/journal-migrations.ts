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
];

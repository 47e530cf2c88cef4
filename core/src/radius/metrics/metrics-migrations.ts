import type { MigrationStep } from '../../kernel/database/migrations.js';

export const METRICS_MIGRATIONS: readonly MigrationStep[] = [
  {
    // What each RADIUS process has told of itself last.
    id: 'radius-metrics-0001-report',
    createTable: 'radius_report',
    columns: (columns, table) => {
      columns.key('instance', 190).notNullable();
      columns.instant('written_at_ms').notNullable();
      columns.json('report').notNullable();
      table.primary(['instance']);
    },
  },
];

import type { MigrationStep } from '../../kernel/database/migrations.js';
import { refusalTrigger } from '../../kernel/database/refusal-trigger.js';

const IS_CLOSED = "(SELECT closed_through FROM ledger_closing WHERE name = 'books')";

/** A trigger that refuses rows dated into a month that is closed, on both databases. */
export function closedMonthTrigger(id: string, table: string, column: string): MigrationStep {
  const message = 'the month is closed; date it later, or open the month again';
  return {
    id,
    createTrigger: `${table}_month_is_open`,
    sqlite: `BEFORE INSERT ON ${table} WHEN NEW.${column} <= ${IS_CLOSED} BEGIN SELECT RAISE(ABORT, '${message}'); END`,
    mysql: `BEFORE INSERT ON ${table} FOR EACH ROW
      IF NEW.${column} <= ${IS_CLOSED} THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${message}';
      END IF`,
  };
}

/** After the journal's own steps. */
export const CLOSING_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'ledger-0015-closed-month',
    createTable: 'ledger_closed_month',
    columns: (columns) => {
      columns.key('month', 7).primary();
      // Null in the first: it holds everything before it too.
      columns.date('from_date').nullable();
      columns.date('through_date').notNullable();
      columns.integer64('entry_count').notNullable();
      columns.json('turnover').notNullable();
      columns.instant('closed_at_ms').notNullable();
      columns.words('closed_by', 200).notNullable();
    },
  },
  refusalTrigger('ledger-0016', 'ledger_closed_month_no_update', 'UPDATE', 'ledger_closed_month', 'a closed month never changes'),
  {
    // One row, which whoever posts shares and whoever closes holds alone.
    id: 'ledger-0017-closing',
    createTable: 'ledger_closing',
    columns: (columns) => {
      columns.key('name', 10).primary();
      columns.date('closed_through').nullable();
    },
  },
  closedMonthTrigger('ledger-0018', 'journal_entry', 'date'),
  {
    id: 'ledger-0019-value-date',
    addColumn: 'value_date',
    to: 'journal_entry',
    columns: (columns) => {
      columns.date('value_date').nullable();
    },
  },
];

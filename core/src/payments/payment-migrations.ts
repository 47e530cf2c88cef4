import type { MigrationStep } from '../kernel/database/migrations.js';

export const PAYMENT_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'payments-0001-payment',
    createTable: 'payment',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('customer_id').notNullable();
      columns.amount('amount_minor').notNullable();
      columns.key('method', 60).notNullable();
      columns.words('note').nullable();
      columns.date('date').notNullable();
      columns.id('entry_id').notNullable();
      columns.instant('received_at_ms').notNullable();
      table.unique(['entry_id'], { indexName: 'payment_entry' });
      table.index(['customer_id', 'received_at_ms'], 'payment_customer');
      table.index(['date'], 'payment_date');
    },
  },
];

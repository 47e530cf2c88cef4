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
  {
    id: 'payments-0002-reference',
    addColumn: 'reference',
    to: 'payment',
    columns: (columns) => {
      columns.key('reference', 120).nullable();
    },
  },
  {
    // What the outside reports twice is one payment.
    id: 'payments-0003-reference-once',
    createIndex: 'payment_reference',
    on: 'payment',
    columns: ['method', 'reference'],
    isUnique: true,
  },
  {
    id: 'payments-0004-cancelled',
    addColumn: 'cancelled_at_ms',
    to: 'payment',
    columns: (columns) => {
      columns.instant('cancelled_at_ms').nullable();
    },
  },
  {
    id: 'payments-0005-cancel-reason',
    addColumn: 'cancel_reason',
    to: 'payment',
    columns: (columns) => {
      columns.words('cancel_reason').nullable();
    },
  },
  {
    id: 'payments-0006-refund',
    createTable: 'refund',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('customer_id').notNullable();
      columns.id('payment_id').nullable();
      columns.amount('amount_minor').notNullable();
      columns.key('method', 60).notNullable();
      columns.words('note').nullable();
      columns.key('reference', 120).nullable();
      columns.date('date').notNullable();
      columns.id('entry_id').notNullable();
      columns.instant('refunded_at_ms').notNullable();
      table.unique(['entry_id'], { indexName: 'refund_entry' });
      table.unique(['method', 'reference'], { indexName: 'refund_reference' });
      table.index(['payment_id'], 'refund_payment');
      table.index(['customer_id', 'refunded_at_ms'], 'refund_customer');
    },
  },
  {
    id: 'payments-0007-value-date',
    addColumn: 'value_date',
    to: 'payment',
    columns: (columns) => {
      columns.date('value_date').nullable();
    },
  },
];

import type { MigrationStep } from '../kernel/database/migrations.js';

export const BILLING_MIGRATIONS: readonly MigrationStep[] = [
  {
    // How far a customer is billed. The bill number counts the customer's bills: with it, nothing can be charged twice.
    id: 'billing-0001-customer',
    createTable: 'billing_customer',
    columns: (columns, table) => {
      columns.id('customer_id').primary();
      columns.date('settled_before').nullable();
      columns.date('last_billed_on').nullable();
      columns.date('next_bill_on').nullable();
      columns.integer64('bill_number').notNullable();
      table.index(['next_bill_on', 'customer_id'], 'billing_customer_next');
    },
  },
  {
    id: 'billing-0002-charge',
    createTable: 'billing_charge',
    columns: (columns, table) => {
      columns.id('customer_id').notNullable();
      columns.integer64('bill_number').notNullable();
      columns.integer64('line').notNullable();
      columns.id('service_id').notNullable();
      columns.id('plan_id').notNullable();
      columns.date('bill_date').notNullable();
      columns.date('period_start').notNullable();
      columns.date('period_end').notNullable();
      columns.integer64('period_months').notNullable();
      columns.key('proration', 20).notNullable();
      columns.date('from_date').notNullable();
      columns.date('to_date').notNullable();
      columns.integer64('quantity').notNullable();
      columns.amount('list_price_minor').notNullable();
      columns.amount('period_price_minor').notNullable();
      columns.flag('is_credit').notNullable();
      columns.amount('amount_minor').notNullable();
      columns.id('document_id').nullable();
      table.primary(['customer_id', 'bill_number', 'line']);
      table.index(['customer_id', 'period_end'], 'billing_charge_period');
    },
  },
  {
    // Charged once, with the first bill of its day or later.
    id: 'billing-0003-item',
    createTable: 'billing_item',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('customer_id').notNullable();
      columns.id('service_id').nullable();
      columns.words('description').notNullable();
      columns.integer64('quantity').notNullable();
      columns.amount('unit_price_minor').notNullable();
      columns.date('date').notNullable();
      columns.instant('created_at_ms').notNullable();
      columns.key('state', 20).notNullable();
      columns.integer64('bill_number').nullable();
      columns.key('idempotency_key').notNullable();
      table.unique(['idempotency_key'], { indexName: 'billing_item_key' });
      table.index(['customer_id', 'state'], 'billing_item_customer');
    },
  },
  {
    id: 'billing-0004-run',
    createTable: 'billing_run',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.date('through_date').notNullable();
      columns.key('state', 20).notNullable();
      columns.instant('started_at_ms').notNullable();
      columns.instant('previewed_at_ms').nullable();
      columns.instant('ended_at_ms').nullable();
      columns.words('started_by', 200).notNullable();
      columns.words('problem').nullable();
      columns.id('progress_customer_id').nullable();
      columns.integer64('expected_customers').notNullable();
      table.index(['started_at_ms'], 'billing_run_started');
      table.index(['state'], 'billing_run_state');
    },
  },
  {
    id: 'billing-0005-run-customer',
    createTable: 'billing_run_customer',
    columns: (columns, table) => {
      columns.id('run_id').notNullable();
      columns.id('customer_id').notNullable();
      columns.key('state', 20).notNullable();
      columns.amount('invoiced_minor').notNullable();
      columns.amount('credited_minor').notNullable();
      columns.integer64('document_count').notNullable();
      columns.key('digest', 64).notNullable();
      columns.words('reason').nullable();
      table.primary(['run_id', 'customer_id']);
      table.index(['run_id', 'state', 'customer_id'], 'billing_run_customer_state');
    },
  },
  {
    id: 'billing-0006-dunning-customer',
    createTable: 'dunning_customer',
    columns: (columns, table) => {
      columns.id('customer_id').primary();
      columns.date('promised_until').nullable();
      columns.key('held_status', 20).nullable();
      table.index(['held_status', 'customer_id'], 'dunning_customer_held');
    },
  },
  {
    id: 'billing-0007-dunning-reminder',
    createTable: 'dunning_reminder',
    columns: (columns, table) => {
      columns.id('document_id').notNullable();
      columns.key('kind', 20).notNullable();
      columns.date('date').notNullable();
      table.primary(['document_id', 'kind']);
    },
  },
  {
    // How the plan was sold when it was charged, so that it is given back so; null as usual.
    id: 'billing-0008-charge-sale',
    addColumn: 'sale',
    to: 'billing_charge',
    columns: (columns) => {
      columns.json('sale').nullable();
    },
  },
  {
    // How it was taxed, so that it is given back so; null where it was charged before this was kept.
    id: 'billing-0009-charge-tax',
    addColumn: 'tax',
    to: 'billing_charge',
    columns: (columns) => {
      columns.json('tax').nullable();
    },
  },
];

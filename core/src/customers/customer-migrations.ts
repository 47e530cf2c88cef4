import type { MigrationStep } from '../kernel/database/migrations.js';

export const CUSTOMER_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'customers-0001-customer',
    createTable: 'customer',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.integer64('number').notNullable();
      columns.words('name', 200).notNullable();
      columns.words('email', 200).nullable();
      columns.words('phone', 50).nullable();
      columns.words('address').nullable();
      // Name, number, contact and logins, folded: what a person types finds it in any case and without accents.
      columns.key('search_text', 1500).notNullable();
      columns.key('status', 20).notNullable();
      columns.key('billing_type', 60).notNullable();
      columns.json('billing_settings').notNullable();
      columns.instant('created_at_ms').notNullable();
      table.unique(['number'], { indexName: 'customer_by_number' });
      table.index(['status'], 'customer_status');
      table.index(['billing_type', 'id'], 'customer_billing_type');
    },
  },
  {
    id: 'customers-0002-number',
    createTable: 'customer_number',
    columns: (columns) => {
      columns.sequence('number');
      columns.id('customer_id').notNullable();
    },
  },
  {
    // What the charging of a customer depends on, as it was set and from when on: the newest row says what the customer's own row says.
    id: 'customers-0003-history',
    createTable: 'customer_history',
    columns: (columns, table) => {
      columns.sequence('sequence');
      columns.id('customer_id').notNullable();
      columns.instant('effective_at_ms').notNullable();
      columns.key('status', 20).notNullable();
      columns.key('billing_type', 60).notNullable();
      columns.json('billing_settings').notNullable();
      table.index(['customer_id'], 'customer_history_customer');
    },
  },
  {
    id: 'customers-0004-history-of-old-customers',
    fill: 'customer_history',
    sqlite: `(customer_id, effective_at_ms, status, billing_type, billing_settings)
      SELECT c.id, c.created_at_ms, c.status, c.billing_type, c.billing_settings
      FROM customer c WHERE NOT EXISTS (SELECT 1 FROM customer_history h WHERE h.customer_id = c.id)`,
    mysql: `(customer_id, effective_at_ms, status, billing_type, billing_settings)
      SELECT c.id, c.created_at_ms, c.status, c.billing_type, c.billing_settings
      FROM customer c WHERE NOT EXISTS (SELECT 1 FROM customer_history h WHERE h.customer_id = c.id)`,
  },
];

import type { MigrationStep } from '../kernel/database/migrations.js';

export const PLAN_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'plans-0001-plan',
    createTable: 'plan',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.words('name', 100).notNullable();
      columns.key('kind', 20).notNullable();
      columns.amount('price_minor').notNullable();
      columns.integer64('download_bits_per_second').notNullable();
      columns.integer64('upload_bits_per_second').notNullable();
      columns.flag('is_archived').notNullable();
      columns.instant('created_at_ms').notNullable();
      table.unique(['name'], { indexName: 'plan_name' });
    },
  },
  {
    id: 'plans-0002-price',
    createTable: 'plan_price',
    columns: (columns, table) => {
      columns.sequence('sequence');
      columns.id('plan_id').notNullable();
      columns.instant('effective_at_ms').notNullable();
      columns.amount('price_minor').notNullable();
      table.index(['plan_id'], 'plan_price_plan');
    },
  },
  {
    id: 'plans-0003-price-of-old-plans',
    fill: 'plan_price',
    sqlite: `(plan_id, effective_at_ms, price_minor)
      SELECT p.id, p.created_at_ms, p.price_minor FROM plan p WHERE NOT EXISTS (SELECT 1 FROM plan_price h WHERE h.plan_id = p.id)`,
    mysql: `(plan_id, effective_at_ms, price_minor)
      SELECT p.id, p.created_at_ms, p.price_minor FROM plan p WHERE NOT EXISTS (SELECT 1 FROM plan_price h WHERE h.plan_id = p.id)`,
  },
  {
    id: 'plans-0004-shaping',
    addColumn: 'shaping',
    to: 'plan',
    columns: (columns) => {
      columns.json('shaping').nullable();
    },
  },
  {
    id: 'plans-0005-reply',
    addColumn: 'reply',
    to: 'plan',
    columns: (columns) => {
      columns.json('reply').nullable();
    },
  },
  {
    id: 'plans-0006-session-limit',
    addColumn: 'session_limit',
    to: 'plan',
    columns: (columns) => {
      columns.integer64('session_limit').notNullable().defaultTo(1);
    },
  },
  {
    id: 'plans-0007-session-policy',
    addColumn: 'session_policy',
    to: 'plan',
    columns: (columns) => {
      columns.key('session_policy', 20).notNullable().defaultTo('end-older');
    },
  },
  {
    id: 'plans-0008-addon-settings',
    addColumn: 'addon_settings',
    to: 'plan',
    columns: (columns) => {
      columns.json('addon_settings').nullable();
    },
  },
  {
    // Customers may switch their lines to it, in the portal.
    id: 'plans-0009-self-service',
    addColumn: 'is_self_service',
    to: 'plan',
    columns: (columns) => {
      columns.flag('is_self_service').notNullable().defaultTo(0);
    },
  },
  {
    id: 'plans-0010-tax-included',
    addColumn: 'is_tax_included',
    to: 'plan',
    columns: (columns) => {
      columns.flag('is_tax_included').notNullable().defaultTo(1);
    },
  },
  {
    id: 'plans-0011-tax-code',
    addColumn: 'tax_code',
    to: 'plan',
    columns: (columns) => {
      columns.key('tax_code', 30).nullable();
    },
  },
  {
    id: 'plans-0012-revenue',
    addColumn: 'revenue',
    to: 'plan',
    columns: (columns) => {
      columns.key('revenue', 20).notNullable().defaultTo('internet');
    },
  },
  {
    // How it was sold at that price; null as usual.
    id: 'plans-0013-price-sale',
    addColumn: 'sale',
    to: 'plan_price',
    columns: (columns) => {
      columns.json('sale').nullable();
    },
  },
];

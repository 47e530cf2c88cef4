import type { MigrationStep } from '../kernel/database/migrations.js';
import { refusalTrigger } from '../kernel/database/refusal-trigger.js';
import { closedMonthTrigger } from '../ledger/closing/closing-migrations.js';

export const DOCUMENT_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'documents-0001-tax-rate',
    createTable: 'tax_rate',
    columns: (columns, table) => {
      columns.key('code', 30).notNullable();
      columns.date('valid_from').notNullable();
      columns.words('title', 80).notNullable();
      columns.integer64('rate_parts_per_million').notNullable();
      table.primary(['code', 'valid_from']);
    },
  },
  {
    id: 'documents-0002-tax-profile',
    createTable: 'customer_tax_profile',
    columns: (columns) => {
      columns.id('customer_id').primary();
      columns.key('treatment', 20).notNullable();
      columns.words('tax_number', 40).nullable();
      columns.words('registration_number', 40).nullable();
    },
  },
  {
    id: 'documents-0003-settings',
    createTable: 'document_settings',
    columns: (columns) => {
      columns.key('name', 40).primary();
      columns.json('value').notNullable();
    },
  },
  {
    id: 'documents-0004-series',
    createTable: 'number_series',
    columns: (columns) => {
      columns.key('code', 30).primary();
      columns.key('kind', 20).notNullable();
      columns.words('title', 80).notNullable();
      columns.words('format', 80).notNullable();
      columns.key('resets', 10).notNullable();
      columns.flag('is_default').notNullable();
    },
  },
  {
    // One row is locked by whoever issues: numbers have no gaps because the next is taken only when this one is kept or given up.
    id: 'documents-0005-series-counter',
    createTable: 'number_series_counter',
    columns: (columns, table) => {
      columns.key('series', 30).notNullable();
      columns.date('period').notNullable();
      columns.integer64('last_number').notNullable();
      columns.key('last_hash', 64).notNullable();
      table.primary(['series', 'period']);
    },
  },
  {
    id: 'documents-0006-document',
    createTable: 'document',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.key('kind', 20).notNullable();
      columns.key('series', 30).notNullable();
      columns.date('series_period').notNullable();
      columns.integer64('series_number').notNullable();
      columns.key('number', 80).notNullable();
      columns.id('customer_id').notNullable();
      columns.date('issue_date').notNullable();
      columns.date('supply_date').notNullable();
      columns.date('due_date').nullable();
      columns.amount('net_minor').notNullable();
      columns.amount('tax_minor').notNullable();
      columns.amount('rounding_minor').notNullable();
      columns.amount('total_minor').notNullable();
      columns.id('related_document_id').nullable();
      columns.id('payment_id').nullable();
      columns.id('entry_id').nullable();
      columns.flag('is_already_charged').notNullable();
      columns.key('idempotency_key').notNullable();
      columns.key('fingerprint', 64).notNullable();
      // Lines, taxes, customer and issuer as they were at issue: one text, so that it is kept and hashed as one.
      columns.json('content').notNullable();
      columns.instant('issued_at_ms').notNullable();
      columns.words('issued_by', 200).notNullable();
      columns.key('hash', 64).notNullable();
      table.unique(['series', 'series_period', 'series_number'], { indexName: 'document_series_number' });
      table.unique(['idempotency_key'], { indexName: 'document_key' });
      table.index(['number'], 'document_number');
      table.index(['customer_id', 'issue_date'], 'document_customer');
      table.index(['kind', 'issue_date'], 'document_kind_date');
      table.index(['related_document_id'], 'document_related');
      table.check('total_minor >= 0', [], 'document_total_not_negative');
      table.check('net_minor + tax_minor + rounding_minor = total_minor', [], 'document_adds_up');
    },
  },
  refusalTrigger('documents-0007', 'document_no_update', 'UPDATE', 'document', 'an issued document never changes; issue a credit note'),
  refusalTrigger('documents-0008', 'document_no_delete', 'DELETE', 'document', 'an issued document is never deleted; issue a credit note'),
  {
    id: 'documents-0009-open-item',
    createTable: 'open_item',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('customer_id').notNullable();
      columns.key('side', 6).notNullable();
      columns.key('kind', 20).notNullable();
      columns.key('number', 80).notNullable();
      columns.date('date').notNullable();
      columns.date('due_date').nullable();
      columns.amount('amount_minor').notNullable();
      columns.amount('open_minor').notNullable();
      columns.flag('is_open').notNullable();
      table.index(['customer_id', 'is_open'], 'open_item_customer');
      table.index(['is_open', 'side', 'due_date'], 'open_item_due');
      table.check('open_minor >= 0 AND open_minor <= amount_minor', [], 'open_item_within');
    },
  },
  {
    // What pays what. Taken back by a row of the opposite amount, so what was open on any past day can be told.
    id: 'documents-0010-allocation',
    createTable: 'allocation',
    columns: (columns, table) => {
      columns.sequence('sequence');
      columns.id('customer_id').notNullable();
      columns.id('debit_item_id').notNullable();
      // Null for money on the balance that came by no payment or credit note.
      columns.id('credit_item_id').nullable();
      columns.amount('amount_minor').notNullable();
      columns.date('date').notNullable();
      columns.instant('at_ms').notNullable();
      table.index(['debit_item_id'], 'allocation_debit');
      table.index(['credit_item_id'], 'allocation_credit');
      table.check('amount_minor <> 0', [], 'allocation_not_nothing');
    },
  },
  refusalTrigger('documents-0011', 'allocation_no_update', 'UPDATE', 'allocation', 'an allocation never changes; take it back by another'),
  refusalTrigger(
    'documents-0012',
    'allocation_no_delete',
    'DELETE',
    'allocation',
    'an allocation is never deleted; take it back by another',
  ),
  {
    id: 'documents-0013-draft',
    createTable: 'document_draft',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('customer_id').notNullable();
      columns.key('kind', 20).notNullable();
      columns.json('draft').notNullable();
      columns.amount('total_minor').notNullable();
      columns.instant('changed_at_ms').notNullable();
      table.index(['customer_id'], 'document_draft_customer');
      table.index(['changed_at_ms'], 'document_draft_changed');
    },
  },
  closedMonthTrigger('documents-0014', 'document', 'issue_date'),
  {
    id: 'documents-0015-logo',
    createTable: 'document_logo',
    columns: (columns) => {
      columns.key('id', 64).primary();
      columns.key('content_type', 30).notNullable();
      columns.json('content').notNullable();
      columns.instant('added_at_ms').notNullable();
    },
  },
  refusalTrigger('documents-0016', 'document_logo_no_update', 'UPDATE', 'document_logo', 'a logo never changes; set another'),
  refusalTrigger('documents-0017', 'document_logo_no_delete', 'DELETE', 'document_logo', 'documents were issued with this logo'),
  {
    // Numbers that are given, each once: what was issued before this may hold one twice, and never changes.
    id: 'documents-0018-taken-number',
    createTable: 'document_taken_number',
    columns: (columns, table) => {
      columns.key('number', 80).notNullable();
      columns.key('kind', 20).notNullable();
      table.primary(['number', 'kind']);
    },
  },
  {
    id: 'documents-0019-taken-before',
    fill: 'document_taken_number (number, kind)',
    sqlite: 'SELECT DISTINCT number, kind FROM document',
    mysql: 'SELECT DISTINCT number, kind FROM document',
  },
  {
    id: 'documents-0020-file',
    createTable: 'document_file',
    columns: (columns) => {
      columns.id('document_id').primary();
      columns.octets('content').notNullable();
      columns.key('sha256', 64).notNullable();
      columns.instant('made_at_ms').notNullable();
    },
  },
  refusalTrigger('documents-0021', 'document_file_no_update', 'UPDATE', 'document_file', 'the file of a document never changes'),
  refusalTrigger(
    'documents-0022',
    'document_file_no_delete',
    'DELETE',
    'document_file',
    'the file of a document is kept as it was first made',
  ),
];

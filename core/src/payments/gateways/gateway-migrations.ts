import type { MigrationStep } from '../../kernel/database/migrations.js';

export const GATEWAY_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'gateways-0001-attempt',
    createTable: 'payment_attempt',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.key('gateway_id', 40).notNullable();
      columns.key('gateway_kind', 20).notNullable();
      columns.words('gateway_title', 120).notNullable();
      columns.key('account', 80).notNullable();
      columns.id('customer_id').notNullable();
      columns.json('document_ids').notNullable();
      columns.amount('amount_minor').notNullable();
      columns.amount('surcharge_minor').notNullable();
      columns.json('surcharge').nullable();
      columns.key('currency', 3).notNullable();
      columns.key('idempotency_key').notNullable();
      columns.key('reference', 100).nullable();
      columns.json('redirect_url').nullable();
      columns.key('return_key', 60).notNullable();
      columns.words('return_to').nullable();
      columns.key('step', 20).notNullable();
      columns.words('step_reason').nullable();
      columns.key('step_reason_code', 80).nullable();
      columns.key('state', 20).notNullable();
      columns.words('reason').nullable();
      columns.key('reason_code', 80).nullable();
      columns.amount('paid_minor').notNullable();
      columns.amount('returned_minor').notNullable();
      columns.amount('pending_minor').notNullable();
      columns.id('surcharge_document_id').nullable();
      columns.integer64('surcharge_round').notNullable();
      columns.instant('created_at_ms').notNullable();
      columns.instant('changed_at_ms').notNullable();
      columns.instant('expires_at_ms').nullable();
      columns.instant('check_at_ms').nullable();
      columns.integer64('checks').notNullable();
      table.unique(['idempotency_key'], { indexName: 'payment_attempt_key' });
      table.unique(['gateway_id', 'reference'], { indexName: 'payment_attempt_reference' });
      table.index(['customer_id', 'created_at_ms'], 'payment_attempt_customer');
      table.index(['check_at_ms'], 'payment_attempt_check');
      table.index(['gateway_id', 'id'], 'payment_attempt_gateway');
      table.index(['state', 'created_at_ms'], 'payment_attempt_state');
    },
  },
  {
    id: 'gateways-0002-movement',
    createTable: 'gateway_movement',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('attempt_id').notNullable();
      columns.key('gateway_id', 40).notNullable();
      columns.key('kind', 20).notNullable();
      columns.key('return_kind', 20).nullable();
      columns.key('reference', 100).notNullable();
      columns.key('capture_reference', 100).nullable();
      columns.key('status', 20).notNullable();
      columns.amount('amount_minor').notNullable();
      columns.key('currency', 3).notNullable();
      columns.amount('fee_minor').nullable();
      columns.amount('charge_minor').notNullable();
      columns.key('reason_code', 80).nullable();
      columns.words('reason').nullable();
      columns.words('problem').nullable();
      columns.flag('is_booked').notNullable();
      columns.integer64('round').notNullable();
      columns.amount('fee_booked_minor').notNullable();
      columns.integer64('fee_round').notNullable();
      columns.id('charge_document_id').nullable();
      columns.instant('seen_at_ms').notNullable();
      table.unique(['gateway_id', 'kind', 'reference'], { indexName: 'gateway_movement_reference' });
      table.index(['attempt_id'], 'gateway_movement_attempt');
    },
  },
  {
    id: 'gateways-0003-payment',
    createTable: 'gateway_payment',
    columns: (columns, table) => {
      columns.id('payment_id').primary();
      columns.id('capture_id').notNullable();
      table.index(['capture_id'], 'gateway_payment_capture');
    },
  },
  {
    id: 'gateways-0004-refund-request',
    createTable: 'gateway_refund_request',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.id('attempt_id').notNullable();
      columns.key('capture_reference', 100).notNullable();
      columns.amount('amount_minor').notNullable();
      columns.key('status', 20).notNullable();
      columns.key('reference', 100).nullable();
      columns.words('reason').nullable();
      columns.key('idempotency_key').notNullable();
      columns.instant('asked_at_ms').notNullable();
      table.unique(['idempotency_key'], { indexName: 'gateway_refund_request_key' });
      table.index(['attempt_id'], 'gateway_refund_request_attempt');
    },
  },
  {
    id: 'gateways-0005-event',
    createTable: 'payment_attempt_event',
    columns: (columns, table) => {
      columns.sequence('sequence');
      columns.id('attempt_id').notNullable();
      columns.instant('at_ms').notNullable();
      columns.words('actor_name', 200).notNullable();
      columns.words('what').notNullable();
      table.index(['attempt_id'], 'payment_attempt_event_attempt');
    },
  },
  {
    id: 'gateways-0006-message',
    createTable: 'gateway_message',
    columns: (columns, table) => {
      columns.key('gateway_id', 40).notNullable();
      columns.key('message_id', 120).notNullable();
      columns.key('type', 120).notNullable();
      columns.id('attempt_id').notNullable();
      columns.instant('at_ms').notNullable();
      table.primary(['gateway_id', 'message_id']);
    },
  },
  {
    id: 'gateways-0007-value-date',
    addColumn: 'value_date',
    to: 'gateway_movement',
    columns: (columns) => {
      columns.date('value_date').nullable();
    },
  },
];

import type { MigrationStep } from '../kernel/database/migrations.js';
import { refusalTrigger } from '../kernel/database/refusal-trigger.js';
import { CLOSING_MIGRATIONS } from './closing/closing-migrations.js';

const LATE_POSTING = 'a posted journal entry takes no further postings';

export const LEDGER_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'ledger-0001-account',
    createTable: 'ledger_account',
    columns: (columns, table) => {
      columns.key('code', 60).primary();
      columns.key('kind', 20).notNullable();
      columns.id('customer_id').nullable();
      table.unique(['customer_id'], { indexName: 'ledger_account_customer' });
    },
  },
  {
    id: 'ledger-0002-entry',
    createTable: 'journal_entry',
    columns: (columns, table) => {
      columns.sequence('sequence');
      columns.id('id').notNullable();
      columns.key('idempotency_key').notNullable();
      columns.key('fingerprint', 64).notNullable();
      columns.key('kind', 80).notNullable();
      columns.words('description').notNullable();
      columns.id('customer_id').nullable();
      columns.id('service_id').nullable();
      columns.date('date').notNullable();
      columns.instant('posted_at_ms').notNullable();
      columns.key('source', 60).notNullable();
      columns.key('statement_key').nullable();
      columns.words('statement_title').nullable();
      columns.id('reverses_entry_id').nullable();
      columns.integer64('posting_count').notNullable();
      table.unique(['id'], { indexName: 'journal_entry_id' });
      table.unique(['idempotency_key'], { indexName: 'journal_entry_key' });
      table.unique(['reverses_entry_id'], { indexName: 'journal_entry_reverses' });
      table.index(['customer_id', 'date'], 'journal_entry_customer');
      table.index(['date', 'kind'], 'journal_entry_date');
      table.check('posting_count > 0', [], 'journal_entry_has_postings');
    },
  },
  {
    // One row moves one amount from one account to another: a row, and so an entry, that does not balance cannot be written down.
    id: 'ledger-0003-posting',
    createTable: 'posting',
    columns: (columns, table) => {
      columns.id('entry_id').notNullable();
      columns.integer64('line').notNullable();
      columns.key('debit_account', 60).notNullable();
      columns.key('credit_account', 60).notNullable();
      columns.amount('amount_minor').notNullable();
      table.primary(['entry_id', 'line']);
      table.index(['debit_account', 'amount_minor'], 'posting_debit');
      table.index(['credit_account', 'amount_minor'], 'posting_credit');
      table.foreign('entry_id', 'posting_entry').references('journal_entry.id');
      table.foreign('debit_account', 'posting_debit_account').references('ledger_account.code');
      table.foreign('credit_account', 'posting_credit_account').references('ledger_account.code');
      table.check('amount_minor > 0', [], 'posting_amount_over_zero');
      table.check('debit_account <> credit_account', [], 'posting_two_accounts');
      table.check('line >= 0', [], 'posting_line');
    },
  },
  refusalTrigger(
    'ledger-0004',
    'journal_entry_no_update',
    'UPDATE',
    'journal_entry',
    'a posted journal entry never changes; post a reversal',
  ),
  refusalTrigger(
    'ledger-0005',
    'journal_entry_no_delete',
    'DELETE',
    'journal_entry',
    'a posted journal entry is never deleted; post a reversal',
  ),
  refusalTrigger('ledger-0006', 'posting_no_update', 'UPDATE', 'posting', 'a posting never changes; post a reversal'),
  refusalTrigger('ledger-0007', 'posting_no_delete', 'DELETE', 'posting', 'a posting is never deleted; post a reversal'),
  refusalTrigger('ledger-0008', 'ledger_account_no_delete', 'DELETE', 'ledger_account', 'a ledger account is never deleted'),
  {
    // All lines of an entry are written with it, so afterwards every line number below its count is taken.
    id: 'ledger-0009',
    createTrigger: 'posting_no_late_insert',
    sqlite: `BEFORE INSERT ON posting WHEN NEW.line >= (SELECT posting_count FROM journal_entry WHERE id = NEW.entry_id)
      BEGIN SELECT RAISE(ABORT, '${LATE_POSTING}'); END`,
    mysql: `BEFORE INSERT ON posting FOR EACH ROW
      IF NEW.line >= (SELECT posting_count FROM journal_entry WHERE id = NEW.entry_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${LATE_POSTING}';
      END IF`,
  },
  {
    id: 'ledger-0010-content-hash',
    addColumn: 'content_hash',
    to: 'journal_entry',
    columns: (columns) => {
      // Null in entries from before hashes were kept; their seals have them.
      columns.key('content_hash', 64).nullable();
    },
  },
  {
    // Numbers are given before the commit, so entries do not appear in their order: each seal names the entries that were there when it was made.
    id: 'ledger-0011-seal',
    createTable: 'ledger_seal',
    columns: (columns, table) => {
      columns.integer64('number').notNullable();
      columns.integer64('through_sequence').notNullable();
      columns.json('members').notNullable();
      columns.json('gaps').notNullable();
      columns.key('digest', 64).notNullable();
      columns.key('previous_hash', 64).notNullable();
      columns.key('hash', 64).notNullable();
      columns.instant('sealed_at_ms').notNullable();
      table.primary(['number']);
    },
  },
  refusalTrigger('ledger-0012', 'ledger_seal_no_update', 'UPDATE', 'ledger_seal', 'a seal never changes'),
  refusalTrigger('ledger-0013', 'ledger_seal_no_delete', 'DELETE', 'ledger_seal', 'a seal is never deleted'),
  {
    id: 'ledger-0014-seal-head',
    createTable: 'ledger_seal_head',
    columns: (columns) => {
      columns.key('name', 10).primary();
      columns.integer64('number').notNullable();
      columns.key('hash', 64).notNullable();
    },
  },
  ...CLOSING_MIGRATIONS,
];

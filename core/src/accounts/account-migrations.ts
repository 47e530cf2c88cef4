import type { MigrationStep } from '../kernel/database/migrations.js';

export const ACCOUNT_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'accounts-0001-admin',
    createTable: 'account_admin',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.key('login', 60).notNullable();
      columns.words('name', 200).notNullable();
      columns.key('password_hash').notNullable();
      columns.json('permissions').notNullable();
      columns.flag('must_change_password').notNullable();
      columns.instant('created_at_ms').notNullable();
      table.unique(['login'], { indexName: 'account_admin_login' });
    },
  },
  {
    id: 'accounts-0002-session',
    createTable: 'account_session',
    columns: (columns, table) => {
      columns.key('token_hash', 64).primary();
      columns.id('admin_id').notNullable();
      columns.instant('created_at_ms').notNullable();
      columns.instant('last_seen_at_ms').notNullable();
      table.index(['admin_id'], 'account_session_admin');
      table.index(['last_seen_at_ms'], 'account_session_last_seen');
    },
  },
  {
    id: 'accounts-0003-token',
    createTable: 'account_token',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.words('name', 100).notNullable();
      columns.key('token_hash', 64).notNullable();
      columns.json('permissions').notNullable();
      columns.instant('created_at_ms').notNullable();
      columns.instant('revoked_at_ms').nullable();
      table.unique(['token_hash'], { indexName: 'account_token_hash' });
    },
  },
  {
    // Who may log in to the routers themselves.
    id: 'accounts-0004-router-login',
    createTable: 'account_router_login',
    columns: (columns) => {
      columns.id('admin_id').primary();
      columns.key('router_group', 20).notNullable();
      columns.key('password_sealed', 1000).notNullable();
    },
  },
  {
    // Customers who may sign in to the portal. Without a password while one was invited and has chosen none yet.
    id: 'accounts-0005-portal-login',
    createTable: 'account_portal_login',
    columns: (columns, table) => {
      columns.id('customer_id').primary();
      columns.key('login', 190).notNullable();
      columns.key('password_hash').nullable();
      columns.instant('created_at_ms').notNullable();
      table.unique(['login'], { indexName: 'account_portal_login_login' });
    },
  },
  {
    id: 'accounts-0006-portal-session',
    createTable: 'account_portal_session',
    columns: (columns, table) => {
      columns.key('token_hash', 64).primary();
      columns.id('customer_id').notNullable();
      columns.instant('created_at_ms').notNullable();
      columns.instant('last_seen_at_ms').notNullable();
      table.index(['customer_id'], 'account_portal_session_customer');
      table.index(['last_seen_at_ms'], 'account_portal_session_last_seen');
    },
  },
  {
    // What lets a customer choose a password, once: sent by mail.
    id: 'accounts-0007-portal-key',
    createTable: 'account_portal_key',
    columns: (columns, table) => {
      columns.key('key_hash', 64).primary();
      columns.id('customer_id').notNullable();
      columns.instant('created_at_ms').notNullable();
      columns.instant('expires_at_ms').notNullable();
      table.index(['customer_id'], 'account_portal_key_customer');
      table.index(['expires_at_ms'], 'account_portal_key_expiry');
    },
  },
  {
    // The language that a customer has chosen in the portal.
    id: 'accounts-0008-portal-language',
    addColumn: 'language',
    to: 'account_portal_login',
    columns: (columns) => {
      columns.key('language', 10).nullable();
    },
  },
];

import type { MigrationStep } from '../kernel/database/migrations.js';

/** How routers are known, beyond one address each. */
export const ROUTER_MIGRATIONS: readonly MigrationStep[] = [
  // A router may be a network or a host name, and share its address with others behind one NAT.
  {
    id: 'router-0001-address',
    widenColumn: 'address',
    on: 'router',
    mysqlType: 'varchar(260) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL',
  },
  {
    id: 'router-0002-nas-ip',
    addColumn: 'nas_ip_address',
    to: 'router',
    columns: (columns) => columns.key('nas_ip_address', 15).notNullable().defaultTo(''),
  },
  {
    id: 'router-0003-nas-identifier',
    addColumn: 'nas_identifier',
    to: 'router',
    columns: (columns) => columns.key('nas_identifier', 100).notNullable().defaultTo(''),
  },
  {
    id: 'router-0004-identity',
    createIndex: 'router_identity',
    on: 'router',
    columns: ['address', 'nas_ip_address', 'nas_identifier'],
    isUnique: true,
  },
  { id: 'router-0005-address-shared', dropIndex: 'router_address', on: 'router' },
  {
    id: 'router-0006-coa-address',
    addColumn: 'coa_address',
    to: 'router',
    columns: (columns) => columns.key('coa_address', 15).nullable(),
  },
  {
    id: 'router-0007-timeout',
    addColumn: 'timeout_ms',
    to: 'router',
    columns: (columns) => columns.integer64('timeout_ms').nullable(),
  },
  {
    id: 'router-0008-certificate',
    addColumn: 'certificate_name',
    to: 'router',
    columns: (columns) => columns.key('certificate_name').nullable(),
  },
  {
    id: 'router-0009-certificate-unique',
    createIndex: 'router_certificate',
    on: 'router',
    columns: ['certificate_name'],
    isUnique: true,
  },
  {
    // `require_message_authenticator` is 0 for no, 1 for yes, 2 for auto: this is when auto learned to demand it.
    id: 'router-0010-message-authenticator-seen',
    addColumn: 'message_authenticator_seen_at_ms',
    to: 'router',
    columns: (columns) => columns.instant('message_authenticator_seen_at_ms').nullable(),
  },
  {
    id: 'router-0011-coa-policy',
    addColumn: 'coa_policy',
    to: 'router',
    columns: (columns) => columns.key('coa_policy', 20).notNullable().defaultTo('coa-then-disconnect'),
  },
  {
    id: 'router-0012-coa-message-authenticator',
    addColumn: 'coa_message_authenticator',
    to: 'router',
    columns: (columns) => columns.flag('coa_message_authenticator').notNullable().defaultTo(0),
  },
  {
    id: 'router-0013-enabled',
    addColumn: 'is_enabled',
    to: 'router',
    columns: (columns) => columns.flag('is_enabled').notNullable().defaultTo(1),
  },
];

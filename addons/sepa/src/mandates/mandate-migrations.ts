import type { AddonMigration } from '@tapline/sdk';

export const MANDATE_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0001-mandate',
    createTable: 'mandate',
    columns: {
      id: { type: 'key' },
      customer_id: { type: 'id' },
      reference: { type: 'key' },
      // In capitals: references that differ in case only are one.
      reference_key: { type: 'key' },
      creditor_id: { type: 'key' },
      scheme: { type: 'key' },
      type: { type: 'key' },
      debtor_name: { type: 'text' },
      iban: { type: 'key' },
      bic: { type: 'key', isNullable: true },
      address: { type: 'json', isNullable: true },
      signed_on: { type: 'date' },
      state: { type: 'key' },
      state_reason: { type: 'text', isNullable: true },
      blocked_by_item_id: { type: 'key', isNullable: true },
      is_ending: { type: 'boolean' },
      last_used_on: { type: 'date', isNullable: true },
      used_elsewhere_on: { type: 'date', isNullable: true },
      amendment: { type: 'json', isNullable: true },
      origin: { type: 'key' },
      created_at_ms: { type: 'instant' },
      changed_at_ms: { type: 'instant' },
    },
    primaryKey: ['id'],
    indexes: [{ columns: ['reference_key'], isUnique: true }, { columns: ['customer_id'] }, { columns: ['iban'] }, { columns: ['state'] }],
  },
  {
    id: '0002-mandate-event',
    createTable: 'mandate_event',
    columns: {
      id: { type: 'key' },
      mandate_id: { type: 'key' },
      at_ms: { type: 'instant' },
      by_name: { type: 'text' },
      what: { type: 'text' },
    },
    primaryKey: ['id'],
    indexes: [{ columns: ['mandate_id', 'at_ms'] }],
  },
  {
    id: '0003-mandate-paper',
    createTable: 'mandate_paper',
    columns: {
      mandate_id: { type: 'key' },
      file_name: { type: 'text' },
      content_type: { type: 'key' },
      // Base64.
      content: { type: 'text' },
      at_ms: { type: 'instant' },
    },
    primaryKey: ['mandate_id'],
  },
];

import { hashValues } from '../kernel/database/row-hash.js';

/** The columns of a document that its hash covers: all but the hash itself. */
export const DOCUMENT_COLUMNS = [
  'id',
  'kind',
  'series',
  'series_period',
  'series_number',
  'number',
  'customer_id',
  'issue_date',
  'supply_date',
  'due_date',
  'net_minor',
  'tax_minor',
  'rounding_minor',
  'total_minor',
  'related_document_id',
  'payment_id',
  'entry_id',
  'is_already_charged',
  'idempotency_key',
  'fingerprint',
  'content',
  'issued_at_ms',
  'issued_by',
] as const;

export type DocumentRow = Readonly<Record<(typeof DOCUMENT_COLUMNS)[number], string | number | null>>;

/** SHA-256 over a document and the hash of the one before it in its series: one that is changed, taken away or put in breaks the chain. */
export function documentHash(previousHash: string, row: DocumentRow): string {
  return hashValues([previousHash, ...DOCUMENT_COLUMNS.map((column) => row[column])]);
}

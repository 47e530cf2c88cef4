import { type HashedValue, hashValues } from '../kernel/database/row-hash.js';

export const ENTRY_COLUMNS = [
  'id',
  'idempotency_key',
  'fingerprint',
  'kind',
  'description',
  'customer_id',
  'service_id',
  'date',
  'posted_at_ms',
  'source',
  'statement_key',
  'statement_title',
  'reverses_entry_id',
  'posting_count',
] as const;

export const POSTING_COLUMNS = ['entry_id', 'line', 'debit_account', 'credit_account', 'amount_minor'] as const;

/** Not in entries from before it was kept, and in few since. */
export const VALUE_DATE = 'value_date';

export type EntryColumns = Readonly<Record<(typeof ENTRY_COLUMNS)[number], string | number | null>> & {
  readonly [VALUE_DATE]: string | null;
};
export type PostingColumns = Readonly<Record<(typeof POSTING_COLUMNS)[number], string | number>>;

/** SHA-256 over an entry and its postings in the order of their lines. */
export function entryHash(entry: EntryColumns, postings: readonly PostingColumns[]): string {
  const values: HashedValue[] = ENTRY_COLUMNS.map((column) => entry[column]);
  for (const posting of postings) for (const column of POSTING_COLUMNS) values.push(posting[column]);
  const valueDate = entry[VALUE_DATE];
  if (valueDate !== null) values.push(valueDate);
  return hashValues(values);
}

import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';

const IDS_PER_QUERY = 500;

/** By session: what routers have told beside the first prefix of each kind. Sessions without are left out. */
export async function furtherPrefixesOf(tx: Transaction, sessionIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (let at = 0; at < sessionIds.length; at += IDS_PER_QUERY) {
    const rows = (await sqlOf(tx)('radius_session_prefix')
      .whereIn('session_id', sessionIds.slice(at, at + IDS_PER_QUERY))
      .orderBy(['session_id', 'prefix'])
      .select('session_id', 'prefix')) as { session_id: string; prefix: string }[];
    for (const { session_id: id, prefix } of rows) found.set(id, [...(found.get(id) ?? []), prefix]);
  }
  return found;
}

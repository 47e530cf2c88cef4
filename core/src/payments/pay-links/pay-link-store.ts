import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';

export interface StoredPayLink {
  readonly keyHash: string;
  readonly documentId: string;
  readonly expiresAtMs: number;
}

const AT_ONCE = 500;

export class PayLinkStore {
  async insert(tx: Transaction, { keyHash, documentId, expiresAtMs }: StoredPayLink): Promise<void> {
    await sqlOf(tx)('pay_link').insert({ key_hash: keyHash, document_id: documentId, expires_at_ms: expiresAtMs });
  }

  async find(tx: Transaction, keyHash: string): Promise<StoredPayLink | undefined> {
    const [row] = (await sqlOf(tx)('pay_link').where('key_hash', keyHash)) as Readonly<Record<string, string | number>>[];
    return row && { keyHash, documentId: String(row.document_id), expiresAtMs: Number(row.expires_at_ms) };
  }

  /** How many of those that are over were deleted; a bounded number at a time. */
  async pruneSome(tx: Transaction, nowMs: number): Promise<number> {
    const rows = (await sqlOf(tx)('pay_link').where('expires_at_ms', '<=', nowMs).limit(AT_ONCE).select('key_hash')) as {
      readonly key_hash: string;
    }[];
    if (rows.length === 0) return 0;
    return sqlOf(tx)('pay_link')
      .whereIn(
        'key_hash',
        rows.map(({ key_hash: keyHash }) => keyHash),
      )
      .delete();
  }
}

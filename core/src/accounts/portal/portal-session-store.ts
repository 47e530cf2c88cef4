import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';

export interface StoredPortalSession {
  readonly tokenHash: string;
  readonly customerId: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
}

type Row = Readonly<Record<string, string | number>>;

export class PortalSessionStore {
  async insert(tx: Transaction, session: StoredPortalSession): Promise<void> {
    await sqlOf(tx)('account_portal_session').insert({
      token_hash: session.tokenHash,
      customer_id: session.customerId,
      created_at_ms: session.createdAtMs,
      last_seen_at_ms: session.lastSeenAtMs,
    });
  }

  async find(tx: Transaction, tokenHash: string): Promise<StoredPortalSession | undefined> {
    const [row] = (await sqlOf(tx)('account_portal_session').where('token_hash', tokenHash)) as Row[];
    return (
      row && {
        tokenHash,
        customerId: String(row.customer_id),
        createdAtMs: Number(row.created_at_ms),
        lastSeenAtMs: Number(row.last_seen_at_ms),
      }
    );
  }

  async touch(tx: Transaction, tokenHash: string, lastSeenAtMs: number): Promise<void> {
    await sqlOf(tx)('account_portal_session').where('token_hash', tokenHash).update({ last_seen_at_ms: lastSeenAtMs });
  }

  async delete(tx: Transaction, tokenHash: string): Promise<void> {
    await sqlOf(tx)('account_portal_session').where('token_hash', tokenHash).delete();
  }

  async deleteUnseenSince(tx: Transaction, instantMs: number): Promise<void> {
    await sqlOf(tx)('account_portal_session').where('last_seen_at_ms', '<', instantMs).delete();
  }

  /** All sessions of a customer but one; `''` for all. */
  async deleteOf(tx: Transaction, customerId: string, exceptTokenHash: string): Promise<void> {
    await sqlOf(tx)('account_portal_session').where('customer_id', customerId).whereNot('token_hash', exceptTokenHash).delete();
  }
}

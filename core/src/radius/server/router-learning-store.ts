import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { messageAuthenticatorNumber } from '../../network/router-row.js';

/** What the RADIUS process writes into a router's row. */
export class RouterLearningStore {
  /** Remembers when the first Message-Authenticator came; nothing happens where the rule is another by now. */
  async messageAuthenticatorSeen(tx: Transaction, routerId: string, atMs: number): Promise<void> {
    await sqlOf(tx)('router')
      .where({ id: routerId, require_message_authenticator: messageAuthenticatorNumber('auto') })
      .whereNull('message_authenticator_seen_at_ms')
      .update({ message_authenticator_seen_at_ms: atMs });
  }
}

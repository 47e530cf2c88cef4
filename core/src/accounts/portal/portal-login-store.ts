import type { Transaction } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';

/** How a customer signs in to the portal. */
export interface StoredPortalLogin {
  readonly customerId: string;
  /** In small letters. */
  readonly login: string;
  /** Null until one is chosen. */
  readonly passwordHash: string | null;
  readonly createdAtMs: number;
}

export interface StoredPortalKey {
  readonly keyHash: string;
  readonly customerId: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

type Row = Readonly<Record<string, string | number | null>>;

/** Portal logins, and the keys by which customers choose their passwords. */
export class PortalLoginStore {
  async find(
    tx: Transaction,
    where: { readonly customer_id: string } | { readonly login: string },
    options: { readonly lock: boolean } = { lock: false },
  ): Promise<StoredPortalLogin | undefined> {
    const query = sqlOf(tx)('account_portal_login').where(where);
    const isLockable = options.lock && databaseTransactionOf(tx).dialect === 'mysql';
    const [row] = (await (isLockable ? query.forUpdate() : query)) as Row[];
    return row && toLogin(row);
  }

  async insert(tx: Transaction, login: StoredPortalLogin): Promise<void> {
    await sqlOf(tx)('account_portal_login').insert({
      customer_id: login.customerId,
      login: login.login,
      password_hash: login.passwordHash,
      created_at_ms: login.createdAtMs,
    });
  }

  async update(tx: Transaction, { customerId, login, passwordHash }: Omit<StoredPortalLogin, 'createdAtMs'>): Promise<void> {
    await sqlOf(tx)('account_portal_login').where('customer_id', customerId).update({ login, password_hash: passwordHash });
  }

  async setPassword(tx: Transaction, customerId: string, passwordHash: string): Promise<void> {
    await sqlOf(tx)('account_portal_login').where('customer_id', customerId).update({ password_hash: passwordHash });
  }

  /** Null until one is chosen; `undefined` for who has no login. */
  async language(tx: Transaction, customerId: string): Promise<string | null | undefined> {
    const [row] = (await sqlOf(tx)('account_portal_login').where('customer_id', customerId).select('language')) as Row[];
    return row && (row.language === null || row.language === undefined ? null : String(row.language));
  }

  async setLanguage(tx: Transaction, customerId: string, language: string): Promise<void> {
    await sqlOf(tx)('account_portal_login').where('customer_id', customerId).update({ language });
  }

  async remove(tx: Transaction, customerId: string): Promise<void> {
    await sqlOf(tx)('account_portal_login').where('customer_id', customerId).delete();
  }

  async insertKey(tx: Transaction, key: StoredPortalKey): Promise<void> {
    await sqlOf(tx)('account_portal_key').insert({
      key_hash: key.keyHash,
      customer_id: key.customerId,
      created_at_ms: key.createdAtMs,
      expires_at_ms: key.expiresAtMs,
    });
  }

  async findKey(tx: Transaction, keyHash: string): Promise<StoredPortalKey | undefined> {
    const [row] = (await sqlOf(tx)('account_portal_key').where('key_hash', keyHash)) as Row[];
    return row && toKey(row);
  }

  /** False when it was not there any more: somebody else has used it. */
  async deleteKey(tx: Transaction, keyHash: string): Promise<boolean> {
    return (await sqlOf(tx)('account_portal_key').where('key_hash', keyHash).delete()) > 0;
  }

  /** When the newest key of a customer was made. */
  async newestKeyAtMs(tx: Transaction, customerId: string): Promise<number | undefined> {
    const [row] = (await sqlOf(tx)('account_portal_key')
      .where('customer_id', customerId)
      .orderBy('created_at_ms', 'desc')
      .limit(1)
      .select('created_at_ms')) as Row[];
    return row && Number(row.created_at_ms);
  }

  async deleteKeysOf(tx: Transaction, customerId: string): Promise<void> {
    await sqlOf(tx)('account_portal_key').where('customer_id', customerId).delete();
  }

  async deleteKeysExpiredBefore(tx: Transaction, instantMs: number): Promise<void> {
    await sqlOf(tx)('account_portal_key').where('expires_at_ms', '<=', instantMs).delete();
  }
}

function toLogin(row: Row): StoredPortalLogin {
  return {
    customerId: String(row.customer_id),
    login: String(row.login),
    passwordHash: row.password_hash === null || row.password_hash === undefined ? null : String(row.password_hash),
    createdAtMs: Number(row.created_at_ms),
  };
}

function toKey(row: Row): StoredPortalKey {
  return {
    keyHash: String(row.key_hash),
    customerId: String(row.customer_id),
    createdAtMs: Number(row.created_at_ms),
    expiresAtMs: Number(row.expires_at_ms),
  };
}

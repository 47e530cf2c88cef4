import type { Transaction } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../kernel/database/database-transaction.js';

/** Somebody who signs in to the admin interface. */
export interface Admin {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly mustChangePassword: boolean;
  readonly createdAtMs: number;
}

export interface StoredAdmin extends Admin {
  readonly passwordHash: string;
}

/** A program that calls the API. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly createdAtMs: number;
  readonly revokedAtMs: number | null;
}

export interface StoredSession {
  readonly tokenHash: string;
  readonly adminId: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
}

type Row = Readonly<Record<string, string | number | null>>;

export class AccountStore {
  async countAdmins(tx: Transaction): Promise<number> {
    const [row] = await sqlOf(tx)('account_admin').count({ total: '*' });
    return Number((row as { total: number | string }).total);
  }

  async listAdmins(tx: Transaction): Promise<readonly StoredAdmin[]> {
    return ((await sqlOf(tx)('account_admin').orderBy('login')) as Row[]).map(toAdmin);
  }

  async findAdmin(
    tx: Transaction,
    where: { readonly id: string } | { readonly login: string },
    options: { readonly lock: boolean } = { lock: false },
  ): Promise<StoredAdmin | undefined> {
    const query = sqlOf(tx)('account_admin').where(where);
    const isLockable = options.lock && databaseTransactionOf(tx).dialect === 'mysql';
    const [row] = (await (isLockable ? query.forUpdate() : query)) as Row[];
    return row && toAdmin(row);
  }

  async insertAdmin(tx: Transaction, admin: StoredAdmin): Promise<void> {
    await sqlOf(tx)('account_admin').insert({
      id: admin.id,
      login: admin.login,
      name: admin.name,
      password_hash: admin.passwordHash,
      permissions: JSON.stringify(admin.permissions),
      must_change_password: admin.mustChangePassword ? 1 : 0,
      created_at_ms: admin.createdAtMs,
    });
  }

  async setPassword(tx: Transaction, adminId: string, password: Pick<StoredAdmin, 'passwordHash' | 'mustChangePassword'>): Promise<void> {
    const { passwordHash, mustChangePassword } = password;
    const columns = { password_hash: passwordHash, must_change_password: mustChangePassword ? 1 : 0 };
    await sqlOf(tx)('account_admin').where('id', adminId).update(columns);
  }

  async insertSession(tx: Transaction, session: StoredSession): Promise<void> {
    await sqlOf(tx)('account_session').insert({
      token_hash: session.tokenHash,
      admin_id: session.adminId,
      created_at_ms: session.createdAtMs,
      last_seen_at_ms: session.lastSeenAtMs,
    });
  }

  async findSession(tx: Transaction, tokenHash: string): Promise<StoredSession | undefined> {
    const [row] = (await sqlOf(tx)('account_session').where('token_hash', tokenHash)) as Row[];
    return (
      row && {
        tokenHash,
        adminId: String(row.admin_id),
        createdAtMs: Number(row.created_at_ms),
        lastSeenAtMs: Number(row.last_seen_at_ms),
      }
    );
  }

  async touchSession(tx: Transaction, tokenHash: string, lastSeenAtMs: number): Promise<void> {
    await sqlOf(tx)('account_session').where('token_hash', tokenHash).update({ last_seen_at_ms: lastSeenAtMs });
  }

  async deleteSession(tx: Transaction, tokenHash: string): Promise<void> {
    await sqlOf(tx)('account_session').where('token_hash', tokenHash).delete();
  }

  async deleteSessionsUnseenSince(tx: Transaction, instantMs: number): Promise<void> {
    await sqlOf(tx)('account_session').where('last_seen_at_ms', '<', instantMs).delete();
  }

  async deleteSessionsOf(tx: Transaction, adminId: string, exceptTokenHash: string): Promise<void> {
    await sqlOf(tx)('account_session').where('admin_id', adminId).whereNot('token_hash', exceptTokenHash).delete();
  }

  async insertToken(tx: Transaction, token: ApiToken, tokenHash: string): Promise<void> {
    await sqlOf(tx)('account_token').insert({
      id: token.id,
      name: token.name,
      token_hash: tokenHash,
      permissions: JSON.stringify(token.permissions),
      created_at_ms: token.createdAtMs,
      revoked_at_ms: token.revokedAtMs,
    });
  }

  async findTokenByHash(tx: Transaction, tokenHash: string): Promise<ApiToken | undefined> {
    const [row] = (await sqlOf(tx)('account_token').where('token_hash', tokenHash)) as Row[];
    return row && toToken(row);
  }

  async findToken(tx: Transaction, tokenId: string): Promise<ApiToken | undefined> {
    const [row] = (await sqlOf(tx)('account_token').where('id', tokenId)) as Row[];
    return row && toToken(row);
  }

  async listTokens(tx: Transaction): Promise<readonly ApiToken[]> {
    return ((await sqlOf(tx)('account_token').orderBy(['created_at_ms', 'id'])) as Row[]).map(toToken);
  }

  async revokeToken(tx: Transaction, tokenId: string, revokedAtMs: number): Promise<void> {
    await sqlOf(tx)('account_token').where('id', tokenId).update({ revoked_at_ms: revokedAtMs });
  }
}

function toAdmin(row: Row): StoredAdmin {
  return {
    id: String(row.id),
    login: String(row.login),
    name: String(row.name),
    passwordHash: String(row.password_hash),
    permissions: JSON.parse(String(row.permissions)) as string[],
    mustChangePassword: Number(row.must_change_password) === 1,
    createdAtMs: Number(row.created_at_ms),
  };
}

function toToken(row: Row): ApiToken {
  return {
    id: String(row.id),
    name: String(row.name),
    permissions: JSON.parse(String(row.permissions)) as string[],
    createdAtMs: Number(row.created_at_ms),
    revokedAtMs: row.revoked_at_ms === null || row.revoked_at_ms === undefined ? null : Number(row.revoked_at_ms),
  };
}

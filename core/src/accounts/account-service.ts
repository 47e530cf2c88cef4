import { type Actor, type Clock, conflict, createToken, invalid, notFound, type Transaction } from '@tapline/sdk';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { isDuplicate } from '../kernel/database/database-error.js';
import { databaseTransactionOf } from '../kernel/database/database-transaction.js';
import { newId } from '../kernel/ids/id.js';
import { compileValidator } from '../kernel/validation/validator.js';
import { CREDENTIALS_SCHEMA, NEW_ADMIN_SCHEMA, NEW_TOKEN_SCHEMA, PASSWORD_CHANGE_SCHEMA } from './account-schema.js';
import type { AccountStore, Admin, ApiToken, StoredAdmin } from './account-store.js';
import { bearerSecretHash, newBearerSecret, newReadableSecret } from './bearer-secret.js';
import type { PasswordHasher } from './password-hasher.js';
import { ALL_PERMISSIONS, type Principal } from './permissions.js';

export type { Admin, ApiToken } from './account-store.js';

export interface AccountServiceDependencies {
  readonly store: AccountStore;
  readonly passwords: PasswordHasher;
  readonly audit: AuditLog;
  /** Business time, for when something was created. */
  readonly clock: Clock;
  /** Real time, by which sessions end: a test clock that stands still would keep them open for ever. */
  readonly systemClock: Clock;
}

export interface Credentials {
  readonly login: string;
  readonly password: string;
}

export interface NewAdmin extends Credentials {
  readonly name: string;
  readonly permissions: readonly string[];
}

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
  /** The session that goes on; all other sessions of the admin end. Without it, all end. */
  readonly keepSessionToken?: string;
}

export interface NewToken {
  readonly name: string;
  readonly permissions: readonly string[];
}

const MINUTE_MS = 60_000;
const SESSION_IDLE_MS = 12 * 60 * MINUTE_MS;
/** How stale a session's last use may be on record: most requests need not write. */
const SESSION_TOUCH_MS = 5 * MINUTE_MS;

const validateAdmin = compileValidator<NewAdmin>(NEW_ADMIN_SCHEMA, 'ADMIN_INVALID');
const validateCredentials = compileValidator<Credentials>(CREDENTIALS_SCHEMA, 'SIGN_IN_INVALID');
const validatePasswordChange = compileValidator<{ current: string; next: string }>(PASSWORD_CHANGE_SCHEMA, 'PASSWORD_INVALID');
const validateToken = compileValidator<NewToken>(NEW_TOKEN_SCHEMA, 'TOKEN_INVALID');

/**
 * Admins, their sessions, and API tokens. Hashing a password keeps its transaction open for some 15 ms: bounded work, so sign-ins are to be
 * limited in rate by the face that takes them.
 */
export class AccountService {
  constructor(private readonly parts: AccountServiceDependencies) {}

  /** Makes `admin` with all permissions when there is no admin yet; the password is shown once and must be changed at the first sign-in. */
  async ensureFirstAdmin(tx: Transaction): Promise<{ login: string; oneTimePassword: string } | undefined> {
    if ((await this.parts.store.countAdmins(tx)) > 0) return undefined;
    const login = 'admin';
    const oneTimePassword = newReadableSecret();
    const draft = { login, name: 'Administrator', password: oneTimePassword, permissions: [ALL_PERMISSIONS] };
    try {
      await this.insertAdmin(tx, draft, { mustChangePassword: true });
    } catch (error) {
      // Another process of the same first start was faster.
      if (isDuplicate(error)) return undefined;
      throw error;
    }
    return { login, oneTimePassword };
  }

  /** Opens a session; `undefined` for a wrong login or password, which take the same time. */
  async signIn(tx: Transaction, credentials: Credentials): Promise<(Principal & { sessionToken: string }) | undefined> {
    const { login, password } = validateCredentials({ login: credentials.login, password: credentials.password });
    const admin = await this.parts.store.findAdmin(tx, { login: login.trim().toLowerCase() });
    if (!(await this.parts.passwords.matches(admin?.passwordHash, password)) || !admin) return undefined;
    const nowMs = this.parts.systemClock.nowMs();
    await this.parts.store.deleteSessionsUnseenSince(tx, nowMs - SESSION_IDLE_MS);
    const sessionToken = newBearerSecret();
    await this.parts.store.insertSession(tx, {
      tokenHash: bearerSecretHash(sessionToken),
      adminId: admin.id,
      createdAtMs: nowMs,
      lastSeenAtMs: nowMs,
    });
    const asAdmin = databaseTransactionOf(tx).as(actorOf(admin));
    await this.parts.audit.record(asAdmin, { action: 'account.signIn', subject: `admin:${admin.id}` });
    return { ...principalOf(admin), sessionToken };
  }

  /**
   * Whose session it is, unless it has not been used for 12 hours. Notes the use every five minutes, so it needs a transaction that writes.
   */
  async bySession(tx: Transaction, sessionToken: string): Promise<Principal | undefined> {
    const seen = await this.peekSession(tx, sessionToken);
    if (seen?.isUseToBeNoted) await this.parts.store.touchSession(tx, bearerSecretHash(sessionToken), this.parts.systemClock.nowMs());
    return seen?.principal;
  }

  /** {@link bySession} without writing, for every page that is looked at; says whether the use has to be noted, by {@link bySession}. */
  async peekSession(
    tx: Transaction,
    sessionToken: string,
  ): Promise<{ readonly principal: Principal; readonly isUseToBeNoted: boolean } | undefined> {
    const session = await this.parts.store.findSession(tx, bearerSecretHash(sessionToken));
    const unusedMs = session ? this.parts.systemClock.nowMs() - session.lastSeenAtMs : 0;
    if (!session || unusedMs > SESSION_IDLE_MS) return undefined;
    const admin = await this.parts.store.findAdmin(tx, { id: session.adminId });
    return admin && { principal: principalOf(admin), isUseToBeNoted: unusedMs >= SESSION_TOUCH_MS };
  }

  /** Ends a session; nothing happens when there is none. */
  async signOut(tx: Transaction, sessionToken: string): Promise<void> {
    await this.parts.store.deleteSession(tx, bearerSecretHash(sessionToken));
  }

  /** Throws `PASSWORD_WRONG` when `current` is not the password, `PASSWORD_UNCHANGED` when both are one. */
  async changePassword(tx: Transaction, adminId: string, change: PasswordChange): Promise<void> {
    const { current, next } = validatePasswordChange({ current: change.current, next: change.next });
    const admin = await this.lockedAdmin(tx, adminId);
    if (!(await this.parts.passwords.matches(admin.passwordHash, current))) {
      throw invalid('PASSWORD_WRONG', 'the current password is not this one; type it again', 'current');
    }
    if (current === next) throw invalid('PASSWORD_UNCHANGED', 'the new password is the current one; choose another', 'next');
    await this.parts.store.setPassword(tx, adminId, { passwordHash: await this.parts.passwords.hash(next), mustChangePassword: false });
    await this.parts.store.deleteSessionsOf(tx, adminId, bearerSecretHash(change.keepSessionToken ?? ''));
    await this.parts.audit.record(tx, { action: 'account.changePassword', subject: `admin:${adminId}` });
  }

  /** For an admin who has lost the password: ends all sessions and gives a password for one sign-in. Throws `ADMIN_UNKNOWN`. */
  async resetPassword(tx: Transaction, adminId: string): Promise<{ oneTimePassword: string }> {
    const { id, login } = await this.lockedAdmin(tx, adminId);
    const oneTimePassword = newReadableSecret();
    await this.parts.store.setPassword(tx, id, {
      passwordHash: await this.parts.passwords.hash(oneTimePassword),
      mustChangePassword: true,
    });
    await this.parts.store.deleteSessionsOf(tx, id, '');
    await this.parts.audit.record(tx, { action: 'account.resetPassword', subject: `admin:${id}`, details: { login } });
    return { oneTimePassword };
  }

  async createAdmin(tx: Transaction, draft: NewAdmin): Promise<Admin> {
    const valid = validateAdmin(draft);
    try {
      return await this.insertAdmin(tx, valid, { mustChangePassword: false });
    } catch (error) {
      if (isDuplicate(error)) throw conflict('ADMIN_LOGIN_TAKEN', `there is an admin "${valid.login}" already; choose another`, 'login');
      throw error;
    }
  }

  /** Throws `ADMIN_UNKNOWN`. */
  async getAdmin(tx: Transaction, adminId: string): Promise<Admin> {
    return visible(known(await this.parts.store.findAdmin(tx, { id: adminId }), adminId));
  }

  async listAdmins(tx: Transaction): Promise<readonly Admin[]> {
    return (await this.parts.store.listAdmins(tx)).map(visible);
  }

  /** The token is returned this once; what is kept cannot be turned back into it. */
  async createToken(tx: Transaction, draft: NewToken): Promise<{ token: string; id: string }> {
    const { name, permissions } = validateToken(draft);
    const token = newBearerSecret();
    const id = newId();
    const createdAtMs = this.parts.clock.nowMs();
    await this.parts.store.insertToken(tx, { id, name, permissions, createdAtMs, revokedAtMs: null }, bearerSecretHash(token));
    await this.parts.audit.record(tx, { action: 'account.createToken', subject: `token:${id}`, details: { name, permissions } });
    return { token, id };
  }

  /** Whose token it is, unless it was revoked. Only reads. */
  async byToken(tx: Transaction, token: string): Promise<Principal | undefined> {
    const found = await this.parts.store.findTokenByHash(tx, bearerSecretHash(token));
    if (!found || found.revokedAtMs !== null) return undefined;
    const actor: Actor = { kind: 'token', id: found.id, name: found.name };
    return { actor, permissions: found.permissions, mustChangePassword: false };
  }

  listTokens(tx: Transaction): Promise<readonly ApiToken[]> {
    return this.parts.store.listTokens(tx);
  }

  /** A revoked token stays on the list and lets nobody in; revoking it again changes nothing. */
  async revokeToken(tx: Transaction, tokenId: string): Promise<void> {
    const token = await this.parts.store.findToken(tx, tokenId);
    if (!token) throw notFound('TOKEN_UNKNOWN', `there is no token ${tokenId}`);
    if (token.revokedAtMs !== null) return;
    await this.parts.store.revokeToken(tx, tokenId, this.parts.clock.nowMs());
    await this.parts.audit.record(tx, { action: 'account.revokeToken', subject: `token:${tokenId}`, details: { name: token.name } });
  }

  private async lockedAdmin(tx: Transaction, adminId: string): Promise<StoredAdmin> {
    return known(await this.parts.store.findAdmin(tx, { id: adminId }, { lock: true }), adminId);
  }

  private async insertAdmin(tx: Transaction, draft: NewAdmin, options: { readonly mustChangePassword: boolean }): Promise<Admin> {
    const { login, name, permissions } = draft;
    const admin: StoredAdmin = {
      id: newId(),
      login,
      name,
      permissions,
      mustChangePassword: options.mustChangePassword,
      createdAtMs: this.parts.clock.nowMs(),
      passwordHash: await this.parts.passwords.hash(draft.password),
    };
    await this.parts.store.insertAdmin(tx, admin);
    await this.parts.audit.record(tx, {
      action: 'account.createAdmin',
      subject: `admin:${admin.id}`,
      details: { login, name, permissions },
    });
    return visible(admin);
  }
}

export const ACCOUNT_SERVICE = createToken<AccountService>('core.account-service');

function known(admin: StoredAdmin | undefined, adminId: string): StoredAdmin {
  if (!admin) throw notFound('ADMIN_UNKNOWN', `there is no admin ${adminId}`);
  return admin;
}

function visible({ passwordHash: _passwordHash, ...admin }: StoredAdmin): Admin {
  return admin;
}

function actorOf(admin: Admin): Actor {
  return { kind: 'admin', id: admin.id, name: admin.name };
}

function principalOf(admin: Admin): Principal {
  return { actor: actorOf(admin), permissions: admin.permissions, mustChangePassword: admin.mustChangePassword };
}

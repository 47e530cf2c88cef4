import {
  type Clock,
  type Customer,
  type CustomerDirectory,
  conflict,
  createToken,
  invalid,
  type Notifications,
  notFound,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { isDuplicate } from '../../kernel/database/database-error.js';
import { databaseTransactionOf } from '../../kernel/database/database-transaction.js';
import { newId } from '../../kernel/ids/id.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import { PASSWORD_CHANGE_SCHEMA } from '../account-schema.js';
import type { PasswordChange } from '../account-service.js';
import { bearerSecretHash, newBearerSecret } from '../bearer-secret.js';
import type { PasswordHasher } from '../password-hasher.js';
import { CHOSEN_PASSWORD_SCHEMA, type NewPortalLogin, PORTAL_LOGIN_SCHEMA } from './portal-login-schema.js';
import type { PortalLoginStore, StoredPortalLogin } from './portal-login-store.js';
import { ADDRESS_CHANGED, PORTAL_NOTICES } from './portal-notices.js';
import type { PortalSessionStore } from './portal-session-store.js';

export interface PortalLoginServiceDependencies {
  readonly store: PortalLoginStore;
  readonly sessions: PortalSessionStore;
  readonly passwords: PasswordHasher;
  readonly customers: Pick<CustomerDirectory, 'get' | 'lock'>;
  readonly notifications: Notifications;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Real time, by which keys expire. */
  readonly systemClock: Clock;
  /** The address that people use; empty where it is not known. */
  readonly publicUrl: string;
}

/** How a customer signs in to the portal. */
export interface PortalLogin {
  readonly customerId: string;
  readonly login: string;
  /** Without one the customer cannot sign in yet. */
  readonly hasPassword: boolean;
  readonly createdAtMs: number;
}

const HOUR_MS = 3_600_000;
const INVITATION_HOURS = 72;
const RESET_HOURS = 1;
/** Between two mails for one login: nobody fills another's mailbox. */
const RESET_PAUSE_MS = 5 * 60_000;

const validateLogin = compileValidator<NewPortalLogin>(PORTAL_LOGIN_SCHEMA, 'PORTAL_LOGIN_INVALID');
const validateChosen = compileValidator<{ readonly password: string }>(CHOSEN_PASSWORD_SCHEMA, 'PASSWORD_INVALID');
const validateChange = compileValidator<{ readonly current: string; readonly next: string }>(PASSWORD_CHANGE_SCHEMA, 'PASSWORD_INVALID');

/** Which customers may sign in to the portal, and how they come to their passwords. Nobody may until an admin says so. */
export class PortalLoginService {
  constructor(private readonly parts: PortalLoginServiceDependencies) {}

  async find(tx: Transaction, customerId: string): Promise<PortalLogin | undefined> {
    const found = await this.parts.store.find(tx, { customer_id: customerId });
    return found && visible(found);
  }

  /** The language that the customer has chosen; `undefined` until one is. */
  async language(tx: Transaction, customerId: string): Promise<string | undefined> {
    return (await this.parts.store.language(tx, customerId)) ?? undefined;
  }

  async rememberLanguage(tx: Transaction, customerId: string, language: string): Promise<void> {
    if ((await this.parts.store.language(tx, customerId)) !== language) await this.parts.store.setLanguage(tx, customerId, language);
  }

  /** Throws `PORTAL_LOGIN_UNKNOWN` for a customer who may not sign in. */
  async get(tx: Transaction, customerId: string): Promise<PortalLogin> {
    return known(await this.find(tx, customerId));
  }

  /** Lets a customer sign in, or changes the login or password; a changed password ends all sessions. Throws `PORTAL_LOGIN_TAKEN`. */
  async set(tx: Transaction, customerId: string, wanted: NewPortalLogin): Promise<PortalLogin> {
    const valid = validateLogin(wanted);
    const { id } = await this.parts.customers.lock(tx, customerId);
    const { store, passwords, clock } = this.parts;
    const before = await store.find(tx, { customer_id: id }, { lock: true });
    const passwordHash = valid.password === undefined ? (before?.passwordHash ?? null) : await passwords.hash(valid.password);
    const next: StoredPortalLogin = {
      customerId: id,
      login: valid.login.toLowerCase(),
      passwordHash,
      createdAtMs: before?.createdAtMs ?? clock.nowMs(),
    };
    try {
      await (before ? store.update(tx, next) : store.insert(tx, next));
    } catch (error) {
      if (isDuplicate(error))
        throw conflict('PORTAL_LOGIN_TAKEN', `the login "${next.login}" is another customer's; choose another`, 'login');
      throw error;
    }
    if (valid.password !== undefined) await this.endAll(tx, id);
    await this.record(tx, 'portal.setLogin', id, { login: next.login, ...(valid.password === undefined ? {} : { passwordChanged: true }) });
    return visible(next);
  }

  /** The customer may not sign in any more, and is signed out; nothing happens to one who might not. */
  async remove(tx: Transaction, customerId: string): Promise<void> {
    const { id } = await this.parts.customers.lock(tx, customerId);
    const before = await this.parts.store.find(tx, { customer_id: id });
    if (!before) return;
    await this.parts.store.remove(tx, id);
    await this.endAll(tx, id);
    await this.record(tx, 'portal.removeLogin', id, { login: before.login });
  }

  /**
   * Sends the customer a link to choose a password by, which works once within three days. Throws `PORTAL_LOGIN_UNKNOWN`, `PORTAL_ADDRESS_UNKNOWN`, and
   * `PORTAL_EMAIL_MISSING` for a customer without an e-mail address.
   */
  async invite(tx: Transaction, customerId: string): Promise<void> {
    const base = this.baseUrl();
    const customer = await this.parts.customers.lock(tx, customerId);
    const login = known(await this.parts.store.find(tx, { customer_id: customer.id }));
    if (customer.email === null) {
      throw refused(
        'PORTAL_EMAIL_MISSING',
        `${customer.name} has no e-mail address to send an invitation to; enter one, or set a password`,
      );
    }
    await this.sendKey(tx, { customer, login, kind: 'invitation', hours: INVITATION_HOURS, base });
    await this.record(tx, 'portal.invite', customer.id, { login: login.login, email: customer.email });
  }

  /**
   * For who has forgotten the password: sends a link to choose another by, which works once within an hour, if there is such a login; says nothing of
   * whether there is. Throws `PORTAL_ADDRESS_UNKNOWN` for any login.
   */
  async requestReset(tx: Transaction, typed: string): Promise<void> {
    const base = this.baseUrl();
    const { store, customers, systemClock } = this.parts;
    const login = await store.find(tx, { login: typed.trim().toLowerCase() });
    if (!login) return;
    const customer = await customers.lock(tx, login.customerId);
    const newestMs = await store.newestKeyAtMs(tx, customer.id);
    if (newestMs !== undefined && systemClock.nowMs() - newestMs < RESET_PAUSE_MS) return;
    await this.sendKey(tx, { customer, login, kind: 'reset', hours: RESET_HOURS, base });
    await this.record(tx, 'portal.requestReset', customer.id, { login: login.login });
  }

  /** Whether a key would be taken now. */
  async isKeyGood(tx: Transaction, key: string): Promise<boolean> {
    return (await this.loginOfKey(tx, key)) !== undefined;
  }

  /**
   * Sets the password that the holder of a key has chosen; ends all sessions and all keys of the customer, whose id it returns. Throws `PORTAL_KEY_USED`
   * for a key that is unknown, used or too old.
   */
  async choosePassword(tx: Transaction, key: string, password: string): Promise<string> {
    const chosen = validateChosen({ password });
    const login = await this.loginOfKey(tx, key);
    // Of two who come with one key at once, one finds it gone.
    const isTaken = login !== undefined && (await this.parts.store.deleteKey(tx, bearerSecretHash(key)));
    if (!isTaken) throw refused('PORTAL_KEY_USED', 'this link was used already or is too old; ask for another');
    const { customerId } = login;
    await this.parts.store.setPassword(tx, customerId, await this.parts.passwords.hash(chosen.password));
    await this.endAll(tx, customerId);
    const { name } = await this.parts.customers.get(tx, customerId);
    const asCustomer = databaseTransactionOf(tx).as({ kind: 'customer', id: customerId, name });
    await this.record(asCustomer, 'portal.choosePassword', customerId, { login: login.login });
    return customerId;
  }

  /** Throws `PASSWORD_WRONG` when `current` is not the password, `PASSWORD_UNCHANGED` when both are one. */
  async changePassword(tx: Transaction, customerId: string, change: PasswordChange): Promise<void> {
    const { current, next } = validateChange({ current: change.current, next: change.next });
    const { store, sessions, passwords } = this.parts;
    const login = known(await store.find(tx, { customer_id: customerId }, { lock: true }));
    if (!(await passwords.matches(login.passwordHash ?? undefined, current))) {
      throw invalid('PASSWORD_WRONG', 'the current password is not this one; type it again', 'current');
    }
    if (current === next) throw invalid('PASSWORD_UNCHANGED', 'the new password is the current one; choose another', 'next');
    await store.setPassword(tx, customerId, await passwords.hash(next));
    await store.deleteKeysOf(tx, customerId);
    await sessions.deleteOf(tx, customerId, bearerSecretHash(change.keepSessionToken ?? ''));
    await this.record(tx, 'portal.changePassword', customerId, { login: login.login });
  }

  private async loginOfKey(tx: Transaction, key: string): Promise<StoredPortalLogin | undefined> {
    const { store, systemClock } = this.parts;
    const found = await store.findKey(tx, bearerSecretHash(key));
    if (!found || found.expiresAtMs <= systemClock.nowMs()) return undefined;
    return store.find(tx, { customer_id: found.customerId });
  }

  /** Tells a customer, at the address that is about to be replaced, that it is: call it before the change, in its transaction. */
  async tellOfNewAddress(tx: Transaction, { id: customerId }: Customer): Promise<void> {
    await this.parts.notifications.want(tx, { kind: ADDRESS_CHANGED.id, customerId, key: `address:${newId()}`, values: {} });
  }

  private async sendKey(
    tx: Transaction,
    wanted: {
      readonly customer: Customer;
      readonly login: Pick<StoredPortalLogin, 'login'>;
      readonly kind: keyof typeof PORTAL_NOTICES;
      readonly hours: number;
      readonly base: string;
    },
  ): Promise<void> {
    const { store, notifications, systemClock } = this.parts;
    const { customer, login, kind, hours, base } = wanted;
    const nowMs = systemClock.nowMs();
    const key = newBearerSecret();
    const keyHash = bearerSecretHash(key);
    await store.deleteKeysExpiredBefore(tx, nowMs);
    await store.insertKey(tx, { keyHash, customerId: customer.id, createdAtMs: nowMs, expiresAtMs: nowMs + hours * HOUR_MS });
    await notifications.want(tx, {
      kind: PORTAL_NOTICES[kind].id,
      customerId: customer.id,
      key: `key:${keyHash}`,
      values: { login: login.login, hours },
      // In the query, which no log keeps.
      secretValues: { link: `${base}/portal/password?key=${key}` },
    });
  }

  private baseUrl(): string {
    const { publicUrl } = this.parts;
    if (publicUrl !== '') return publicUrl.replace(/\/+$/, '');
    throw refused(
      'PORTAL_ADDRESS_UNKNOWN',
      'links cannot be sent by mail: set web.publicUrl of the configuration to the address that people use',
    );
  }

  private async endAll(tx: Transaction, customerId: string): Promise<void> {
    await this.parts.store.deleteKeysOf(tx, customerId);
    await this.parts.sessions.deleteOf(tx, customerId, '');
  }

  private record(tx: Transaction, action: string, customerId: string, details: Readonly<Record<string, unknown>>): Promise<void> {
    return this.parts.audit.record(tx, { action, subject: `customer:${customerId}`, details });
  }
}

export const PORTAL_LOGINS = createToken<PortalLoginService>('core.portal-logins');

function known<T>(login: T | undefined): T {
  if (login === undefined) throw notFound('PORTAL_LOGIN_UNKNOWN', 'this customer has no login to the portal; set one first');
  return login;
}

function visible({ passwordHash, ...login }: StoredPortalLogin): PortalLogin {
  return { ...login, hasPassword: passwordHash !== null };
}

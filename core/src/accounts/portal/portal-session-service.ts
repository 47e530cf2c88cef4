import { type Clock, type Customer, type CustomerDirectory, createToken, type Transaction } from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { databaseTransactionOf } from '../../kernel/database/database-transaction.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import { CREDENTIALS_SCHEMA } from '../account-schema.js';
import type { Credentials } from '../account-service.js';
import { bearerSecretHash, newBearerSecret } from '../bearer-secret.js';
import type { PasswordHasher } from '../password-hasher.js';
import type { PortalLoginStore } from './portal-login-store.js';
import type { PortalSessionStore } from './portal-session-store.js';

export interface PortalSessionServiceDependencies {
  readonly logins: PortalLoginStore;
  readonly sessions: PortalSessionStore;
  readonly passwords: PasswordHasher;
  readonly customers: Pick<CustomerDirectory, 'get'>;
  readonly audit: AuditLog;
  /** Real time, by which sessions end. */
  readonly systemClock: Clock;
}

export interface OpenedPortalSession {
  readonly customer: Customer;
  readonly sessionToken: string;
}

const HOUR_MS = 3_600_000;
/** A phone in a pocket stays signed in; one that was put away does not. */
const SESSION_IDLE_MS = 14 * 24 * HOUR_MS;
/** How stale a session's last use may be on record: most requests need not write. */
const SESSION_TOUCH_MS = HOUR_MS;

const validate = compileValidator<Credentials>(CREDENTIALS_SCHEMA, 'SIGN_IN_INVALID');

/** Customers who are signed in to the portal. Their sessions are nothing to the admin interface, and the other way round. */
export class PortalSessionService {
  constructor(private readonly parts: PortalSessionServiceDependencies) {}

  /** Opens a session; `undefined` for a wrong login or password, which take the same time. */
  async signIn(tx: Transaction, credentials: Credentials): Promise<OpenedPortalSession | undefined> {
    const { login, password } = validate({ login: credentials.login, password: credentials.password });
    const known = await this.parts.logins.find(tx, { login: login.trim().toLowerCase() });
    if (!(await this.parts.passwords.matches(known?.passwordHash ?? undefined, password)) || !known) return undefined;
    return this.open(tx, known.customerId);
  }

  /** Opens a session of a customer who has shown in some way to be the one. */
  async open(tx: Transaction, customerId: string): Promise<OpenedPortalSession> {
    const customer = await this.parts.customers.get(tx, customerId);
    const nowMs = this.parts.systemClock.nowMs();
    await this.parts.sessions.deleteUnseenSince(tx, nowMs - SESSION_IDLE_MS);
    const sessionToken = newBearerSecret();
    await this.parts.sessions.insert(tx, {
      tokenHash: bearerSecretHash(sessionToken),
      customerId,
      createdAtMs: nowMs,
      lastSeenAtMs: nowMs,
    });
    const asCustomer = databaseTransactionOf(tx).as({ kind: 'customer', id: customer.id, name: customer.name });
    await this.parts.audit.record(asCustomer, { action: 'portal.signIn', subject: `customer:${customer.id}` });
    return { customer, sessionToken };
  }

  /** Whose session it is, unless it has not been used for 14 days; says whether the use is to be noted, by {@link noteUse}. */
  async find(
    tx: Transaction,
    sessionToken: string,
  ): Promise<{ readonly customer: Customer; readonly isUseToBeNoted: boolean } | undefined> {
    const session = await this.parts.sessions.find(tx, bearerSecretHash(sessionToken));
    const unusedMs = session ? this.parts.systemClock.nowMs() - session.lastSeenAtMs : 0;
    if (!session || unusedMs > SESSION_IDLE_MS) return undefined;
    return { customer: await this.parts.customers.get(tx, session.customerId), isUseToBeNoted: unusedMs >= SESSION_TOUCH_MS };
  }

  async noteUse(tx: Transaction, sessionToken: string): Promise<void> {
    await this.parts.sessions.touch(tx, bearerSecretHash(sessionToken), this.parts.systemClock.nowMs());
  }

  /** Ends a session; nothing happens when there is none. */
  async signOut(tx: Transaction, sessionToken: string): Promise<void> {
    await this.parts.sessions.delete(tx, bearerSecretHash(sessionToken));
  }
}

export const PORTAL_SESSIONS = createToken<PortalSessionService>('core.portal-sessions');

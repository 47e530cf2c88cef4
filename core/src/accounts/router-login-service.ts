import { createToken, invalid, type Transaction } from '@tapline/sdk';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { databaseTransactionOf } from '../kernel/database/database-transaction.js';
import type { SecretBox } from '../kernel/security/secret-box.js';
import { compileValidator } from '../kernel/validation/validator.js';
import type { AccountService } from './account-service.js';
import { type NewRouterLogin, ROUTER_LOGIN_SCHEMA, type RouterGroup } from './router-login-schema.js';
import type { RouterLoginStore } from './router-login-store.js';

export interface RouterLoginServiceDependencies {
  readonly accounts: Pick<AccountService, 'getAdmin'>;
  readonly store: RouterLoginStore;
  readonly secrets: SecretBox;
  readonly audit: AuditLog;
  /** Called after the commit: RADIUS should look for changes now. */
  readonly nudge: () => void;
}

const validate = compileValidator<NewRouterLogin>(ROUTER_LOGIN_SCHEMA, 'ROUTER_LOGIN_INVALID');

/** Which admins may log in to the routers themselves, by RADIUS under their login here: none, until it is said of one. */
export class RouterLoginService {
  constructor(private readonly parts: RouterLoginServiceDependencies) {}

  /** By admin; who is missing may not. */
  groups(tx: Transaction): Promise<ReadonlyMap<string, RouterGroup>> {
    return this.parts.store.groups(tx);
  }

  /** Throws `ADMIN_UNKNOWN`, or `ROUTER_LOGIN_PASSWORD_MISSING` for the first time without one. */
  async set(tx: Transaction, adminId: string, wanted: NewRouterLogin): Promise<void> {
    const { group, password } = validate(wanted);
    const { store, secrets, audit, accounts } = this.parts;
    const { login } = await accounts.getAdmin(tx, adminId);
    const known = await store.find(tx, adminId);
    const passwordSealed = password === undefined ? known?.passwordSealed : secrets.seal(password);
    if (passwordSealed === undefined) {
      throw invalid('ROUTER_LOGIN_PASSWORD_MISSING', 'password is missing; choose one for the routers', 'password');
    }
    await store.put(tx, { adminId, group, passwordSealed });
    const details = { login, group, ...(password === undefined ? {} : { passwordChanged: true }) };
    await audit.record(tx, { action: 'account.setRouterLogin', subject: `admin:${adminId}`, details });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
  }

  /** The admin may log in to no router any more; nothing happens to one who might not. */
  async remove(tx: Transaction, adminId: string): Promise<void> {
    const { login } = await this.parts.accounts.getAdmin(tx, adminId);
    if (!(await this.parts.store.remove(tx, adminId))) return;
    await this.parts.audit.record(tx, { action: 'account.removeRouterLogin', subject: `admin:${adminId}`, details: { login } });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
  }
}

export const ROUTER_LOGIN_SERVICE = createToken<RouterLoginService>('core.router-login-service');

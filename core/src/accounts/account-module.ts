import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { RADIUS_NUDGE } from '../access/radius-nudge.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { SystemClock } from '../kernel/clock/system-clock.js';
import { SECRET_BOX } from '../kernel/security/secret-box.js';
import { ACCOUNT_SERVICE, AccountService } from './account-service.js';
import { AccountStore } from './account-store.js';
import { PasswordHasher } from './password-hasher.js';
import { ROUTER_LOGIN_SERVICE, RouterLoginService } from './router-login-service.js';
import { RouterLoginStore } from './router-login-store.js';

export function registerAccounts(container: DependencyContainer): void {
  container.register(ACCOUNT_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new AccountService({
          store: new AccountStore(),
          passwords: new PasswordHasher(),
          audit: c.resolve(AUDIT_LOG),
          clock: c.resolve(CLOCK),
          systemClock: new SystemClock(),
        }),
    ),
  });
  container.register(ROUTER_LOGIN_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new RouterLoginService({
          accounts: c.resolve(ACCOUNT_SERVICE),
          store: new RouterLoginStore(),
          secrets: c.resolve(SECRET_BOX),
          audit: c.resolve(AUDIT_LOG),
          nudge: c.resolve(RADIUS_NUDGE),
        }),
    ),
  });
}

import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { RADIUS_NUDGE } from '../access/radius-nudge.js';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { SystemClock } from '../kernel/clock/system-clock.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { SECRET_BOX } from '../kernel/security/secret-box.js';
import { NOTIFICATION_SERVICE } from '../notifications/notification-service.js';
import { ACCOUNT_SERVICE, AccountService } from './account-service.js';
import { AccountStore } from './account-store.js';
import { PasswordHasher } from './password-hasher.js';
import { PORTAL_LOGINS, PortalLoginService } from './portal/portal-login-service.js';
import { PortalLoginStore } from './portal/portal-login-store.js';
import { PORTAL_SESSIONS, PortalSessionService } from './portal/portal-session-service.js';
import { PortalSessionStore } from './portal/portal-session-store.js';
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
  registerPortalAccounts(container);
}

function registerPortalAccounts(container: DependencyContainer): void {
  const logins = new PortalLoginStore();
  const sessions = new PortalSessionStore();
  const passwords = new PasswordHasher();
  const systemClock = new SystemClock();
  container.register(PORTAL_LOGINS, {
    useFactory: instanceCachingFactory(
      (c) =>
        new PortalLoginService({
          store: logins,
          sessions,
          passwords,
          customers: c.resolve(CUSTOMER_SERVICE),
          notifications: c.resolve(NOTIFICATION_SERVICE),
          audit: c.resolve(AUDIT_LOG),
          clock: c.resolve(CLOCK),
          systemClock,
          publicUrl: c.resolve(CONFIGURATION).web.publicUrl,
        }),
    ),
  });
  container.register(PORTAL_SESSIONS, {
    useFactory: instanceCachingFactory(
      (c) =>
        new PortalSessionService({
          logins,
          sessions,
          passwords,
          customers: c.resolve(CUSTOMER_SERVICE),
          audit: c.resolve(AUDIT_LOG),
          systemClock,
        }),
    ),
  });
}

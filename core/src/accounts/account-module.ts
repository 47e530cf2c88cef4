import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { SystemClock } from '../kernel/clock/system-clock.js';
import { ACCOUNT_SERVICE, AccountService } from './account-service.js';
import { AccountStore } from './account-store.js';
import { PasswordHasher } from './password-hasher.js';

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
}

import { CLOCK, COMPANY } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { DATABASE } from '../../kernel/database/database.js';
import { ROOT_LOGGER } from '../../kernel/logging/logger.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { SESSION_QUERIES } from '../../usage/session-queries.js';
import { SESSION_CHANGE_QUEUE } from '../change-of-authorization/session-change-queue.js';
import { ADDON_ACCOUNTING, AddonAccounting } from './addon-accounting.js';
import { CompanyDay } from './company-day.js';
import { SESSION_ENDS, SessionEnds } from './session-ends.js';
import { SilentSessionStore } from './silent-session-store.js';
import { SILENT_SESSIONS, SilentSessions } from './silent-sessions.js';

/** The app process's part of accounting. */
export function registerAccounting(container: DependencyContainer): void {
  container.register(ADDON_ACCOUNTING, {
    useFactory: instanceCachingFactory(
      (c) =>
        new AddonAccounting({
          routers: c.resolve(ROUTER_SERVICE),
          sessions: c.resolve(SESSION_QUERIES),
          changes: c.resolve(SESSION_CHANGE_QUEUE),
          day: new CompanyDay(c.resolve(COMPANY).timeZone),
          clock: c.resolve(CLOCK),
          interimIntervalSeconds: c.resolve(CONFIGURATION).radius.interimIntervalSeconds,
        }),
    ),
  });
  container.register(SESSION_ENDS, {
    useFactory: instanceCachingFactory(
      (c) => new SessionEnds({ day: new CompanyDay(c.resolve(COMPANY).timeZone), clock: c.resolve(CLOCK) }),
    ),
  });
  container.register(SILENT_SESSIONS, {
    useFactory: instanceCachingFactory(
      (c) =>
        new SilentSessions({
          database: c.resolve(DATABASE),
          store: new SilentSessionStore(),
          ends: c.resolve(SESSION_ENDS),
          clock: c.resolve(CLOCK),
          interimIntervalSeconds: c.resolve(CONFIGURATION).radius.interimIntervalSeconds,
          logger: c.resolve(ROOT_LOGGER),
        }),
    ),
  });
}

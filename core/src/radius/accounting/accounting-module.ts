import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { DATABASE } from '../../kernel/database/database.js';
import { ROOT_LOGGER } from '../../kernel/logging/logger.js';
import { SilentSessionStore } from './silent-session-store.js';
import { SILENT_SESSIONS, SilentSessions } from './silent-sessions.js';

/** The app process's part of accounting. */
export function registerAccounting(container: DependencyContainer): void {
  container.register(SILENT_SESSIONS, {
    useFactory: instanceCachingFactory(
      (c) =>
        new SilentSessions({
          database: c.resolve(DATABASE),
          store: new SilentSessionStore(),
          clock: c.resolve(CLOCK),
          interimIntervalSeconds: c.resolve(CONFIGURATION).radius.interimIntervalSeconds,
          logger: c.resolve(ROOT_LOGGER),
        }),
    ),
  });
}

import { CLOCK, COMPANY } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { SESSION_QUERIES, SessionQueries } from './session-queries.js';
import { USAGE_QUERIES, UsageQueries } from './usage-queries.js';
import { USAGE_RETENTION, UsageRetention } from './usage-retention.js';

export function registerUsage(container: DependencyContainer): void {
  container.register(SESSION_QUERIES, { useValue: new SessionQueries() });
  container.register(USAGE_QUERIES, { useValue: new UsageQueries() });
  container.register(USAGE_RETENTION, {
    useFactory: instanceCachingFactory(
      (c) =>
        new UsageRetention({
          clock: c.resolve(CLOCK),
          company: c.resolve(COMPANY),
          sessionHistoryDays: c.resolve(CONFIGURATION).radius.sessionHistoryDays,
        }),
    ),
  });
}

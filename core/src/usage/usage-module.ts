import { CLOCK, COMPANY } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { DATABASE } from '../kernel/database/database.js';
import { LEASES } from '../kernel/leases/lease-store.js';
import { ROOT_LOGGER } from '../kernel/logging/logger.js';
import { USAGE_FEED, UsageFeed } from './feed/usage-feed.js';
import { UsageFeedStore } from './feed/usage-feed-store.js';
import { SESSION_QUERIES, SessionQueries } from './session-queries.js';
import { USAGE_QUERIES, UsageQueries } from './usage-queries.js';
import { USAGE_RETENTION, UsageRetention } from './usage-retention.js';

export function registerUsage(container: DependencyContainer): void {
  container.register(SESSION_QUERIES, { useValue: new SessionQueries() });
  container.register(USAGE_QUERIES, { useValue: new UsageQueries() });
  container.register(USAGE_FEED, {
    useFactory: instanceCachingFactory(
      (c) =>
        new UsageFeed({
          database: c.resolve(DATABASE),
          store: new UsageFeedStore(),
          leases: c.resolve(LEASES),
          readers: c.resolve(CONTRIBUTIONS),
          clock: c.resolve(CLOCK),
          logger: c.resolve(ROOT_LOGGER),
        }),
    ),
  });
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

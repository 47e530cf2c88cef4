import type { DependencyContainer } from '@tapline/sdk/di';
import { SESSION_QUERIES, SessionQueries } from './session-queries.js';
import { USAGE_QUERIES, UsageQueries } from './usage-queries.js';

export function registerUsage(container: DependencyContainer): void {
  container.register(SESSION_QUERIES, { useValue: new SessionQueries() });
  container.register(USAGE_QUERIES, { useValue: new UsageQueries() });
}

import type { Accounting, Clock, LinePasswords, Lines, Logger, Routers, ServiceDirectory, TransactionRunner } from '@tapline/sdk';
import type { Reconciling } from './access/reconciling.js';
import type { Counting } from './accounting/counting.js';
import type { ConnectionStore } from './connections/connection-store.js';
import type { RouterLinks } from './connections/router-links.js';
import type { RouterFollowing } from './follow/router-following.js';
import type { Backups } from './live/backups.js';

/** Everything that operations and pages are made of. */
export interface MikrotikServices {
  readonly routers: Routers;
  readonly services: ServiceDirectory;
  readonly lines: Lines;
  readonly passwords: LinePasswords;
  readonly accounting: Accounting;
  readonly transactions: TransactionRunner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: ConnectionStore;
  readonly links: RouterLinks;
  readonly counting: Counting;
  readonly reconciling: Reconciling;
  readonly backups: Backups;
  readonly following: RouterFollowing;
}

import type { Clock } from '@tapline/sdk';
import type { Configuration } from '../kernel/config/configuration.js';
import type { RootLogger } from '../kernel/logging/logger.js';

/** What an application is given from outside. */
export interface ApplicationEnvironment {
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly logger: RootLogger;
  /** Tells the radius process of this machine that access or routers have changed. */
  readonly nudgeRadius: () => void;
}

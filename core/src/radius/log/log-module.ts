import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { RADIUS_NUDGE } from '../../access/radius-nudge.js';
import { AUDIT_LOG } from '../../kernel/audit/audit-log.js';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { DEBUG_LOG_READER, debugLogReader } from './debug-log.js';
import { DEBUG_SERVICE, DebugService } from './debug-service.js';
import { DebugStore } from './debug-store.js';
import { shortLogFile } from './short-log.js';
import { SHORT_LOG_READER, ShortLogReader } from './short-log-reader.js';

export function registerRadiusLog(container: DependencyContainer): void {
  container.register(SHORT_LOG_READER, {
    useFactory: instanceCachingFactory((c) => new ShortLogReader(shortLogFile(c.resolve(CONFIGURATION).dataDirectory))),
  });
  container.register(DEBUG_LOG_READER, {
    useFactory: instanceCachingFactory((c) => debugLogReader(c.resolve(CONFIGURATION).dataDirectory)),
  });
  container.register(DEBUG_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new DebugService({
          store: new DebugStore(),
          routers: c.resolve(ROUTER_SERVICE),
          audit: c.resolve(AUDIT_LOG),
          nudge: c.resolve(RADIUS_NUDGE),
        }),
    ),
  });
}
